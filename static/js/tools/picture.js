/**
 * The stage as a picture that stands alone: an SVG with every colour in it, and the same as a PNG.
 *
 * The stage's own SVG takes its looks from the page's stylesheets. Here they are written into each shape, hatches
 * included, so that any viewer shows the same. Fonts are named, with fallbacks; only the PNG is drawn with the page's.
 */

const SVG = 'http://www.w3.org/2000/svg';
const LOOKS = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-dashoffset',
  'stroke-linecap', 'stroke-linejoin', 'opacity', 'paint-order', 'vector-effect', 'visibility',
];
const TEXT_LOOKS = ['font-family', 'font-size', 'font-weight', 'font-style', 'letter-spacing', 'text-anchor'];
const NOT_DRAWN = new Set(['defs', 'title', 'desc']);
const TEXT = new Set(['text', 'tspan']);
/** What SVG says of itself without being told. */
const USUAL = new Map(Object.entries({
  'fill-opacity': '1', 'stroke': 'none', 'stroke-width': '1px', 'stroke-opacity': '1', 'stroke-dasharray': 'none',
  'stroke-dashoffset': '0px', 'stroke-linecap': 'butt', 'stroke-linejoin': 'miter', 'opacity': '1',
  'paint-order': 'normal', 'vector-effect': 'none', 'visibility': 'visible', 'font-style': 'normal',
  'letter-spacing': 'normal', 'text-anchor': 'start', 'fill': 'rgb(0, 0, 0)',
}));
/** Attributes with a meaning in a picture; class names and the like had one in the page. */
const KEPT = new Set([
  'd', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'dx', 'dy', 'cx', 'cy', 'r', 'rx', 'ry', 'width', 'height', 'points', 'transform',
  'viewBox', 'id', 'patternUnits', 'patternTransform', 'textLength', 'lengthAdjust',
]);
/** The page's names for its fonts, and what they are called elsewhere. */
const FONTS = { Hyperlegible: 'Atkinson Hyperlegible Next', 'Hyperlegible Mono': 'Atkinson Hyperlegible Mono' };
const MARGIN = 12;
const LINE = 18;
const SCALE = 2; // pixels of the PNG for one of the picture

/**
 * @typedef {object} Caption  written below the picture
 * @property {string} title
 * @property {string[]} lines
 */

/**
 * @param {SVGSVGElement} stage  in the page: its looks are computed there
 * @param {Caption} caption
 * @param {string} [style]  CSS to be put in, such as fonts
 * @returns {{text: string, width: number, height: number}}
 */
export function pictureOf(stage, { title, lines }, style = '') {
  const paper = getComputedStyle(document.documentElement);
  const token = (name) => colourOf(paper.getPropertyValue(name), stage);
  const box = stage.getBoundingClientRect();
  const width = Math.ceil(box.width) + 2 * MARGIN;
  const stageHeight = Math.ceil(box.height);
  const height = stageHeight + 3 * MARGIN + LINE * (lines.length + 1);

  const picture = element('svg', { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' });
  picture.append(element('title', {}, `${title}. ${lines[0]}`), element('desc', {}, lines.join('\n')));
  if (style) picture.append(element('style', {}, style));
  const inner = element('g', { transform: `translate(${MARGIN} ${MARGIN})` });
  for (const child of stage.children) inner.append(...dressed(child));
  const patterns = [...new Set(inner.innerHTML.match(/url\(#[\w-]+\)/g) ?? [])].map((url) => url.slice(5, -1));
  const defs = element('defs', {});
  for (const id of patterns) {
    const found = document.getElementById(id);
    if (found) defs.append(...dressed(found));
  }
  picture.append(defs, element('rect', { width, height, fill: token('--surface') }), inner);
  const mono = familyOf(paper.getPropertyValue('--mono'));
  [title, ...lines].forEach((line, i) => {
    picture.append(
      element('text', {
        x: MARGIN, y: stageHeight + 2 * MARGIN + LINE * (i + 0.7), 'font-family': mono, 'font-size': '12px',
        'font-weight': i === 0 ? 700 : 400, fill: token(i === 0 ? '--ink' : '--ink-2'),
      }, line),
    );
  });
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
  return { text, width, height };
}

/**
 * The same as pixels, drawn with the page's own fonts.
 * @param {SVGSVGElement} stage
 * @param {Caption} caption
 * @returns {Promise<Blob>} image/png, twice the size
 */
export async function pixelsOf(stage, caption) {
  const { text, width, height } = pictureOf(stage, caption, await pageFonts());
  const image = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: width * SCALE, height: height * SCALE });
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be drawn.'))), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** A copy of a shape and all in it, with its looks written on; nothing if it does not show. @returns {Element[]} */
function dressed(original) {
  const looks = getComputedStyle(original);
  const isPattern = original.localName === 'pattern'; // it paints, though it is never displayed itself
  if (NOT_DRAWN.has(original.localName) || (looks.display === 'none' && !isPattern)) return [];
  if (original.localName !== 'g' && !isPattern && looks.fill === 'none' && looks.stroke === 'none') return [];
  const copy = document.createElementNS(SVG, original.localName);
  for (const { name, value } of original.attributes) if (KEPT.has(name)) copy.setAttribute(name, value);
  const isText = TEXT.has(original.localName);
  // What holds others says nothing but how opaque they are: each of them says the rest.
  const said = isPattern || original.localName === 'g' ? ['opacity'] : isText ? [...LOOKS, ...TEXT_LOOKS] : LOOKS;
  for (const name of said) put(copy, name, looks.getPropertyValue(name));
  for (const child of original.childNodes) {
    if (child.nodeType === Node.ELEMENT_NODE) copy.append(...dressed(child));
    else if (child.nodeType === Node.TEXT_NODE && isText) copy.append(child.data);
  }
  return [copy];
}

function put(copy, name, value) {
  if (value === '' || USUAL.get(name) === value) return;
  const said = name === 'font-family' ? familyOf(value) : value.replaceAll('"', '');
  copy.setAttribute(name, said);
}

/** The page's name for a font, its name elsewhere, and whatever there is instead. */
function familyOf(list) {
  const names = list.split(',').map((name) => name.trim().replace(/^["']|["']$/g, ''));
  const all = names.flatMap((name) => (FONTS[name] ? [name, FONTS[name]] : [name]));
  return [...new Set(all)].map((name) => (/^[\w-]+$/.test(name) ? name : `'${name}'`)).join(', ');
}

/** A token's value may be `light-dark(…)`: only an element knows which. */
function colourOf(value, near) {
  const probe = document.createElement('i');
  probe.style.color = value;
  near.parentElement?.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

function element(name, attributes, text = '') {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (key !== 'xmlns') made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

/** The page's fonts as CSS with everything inside: a picture that is drawn sees nothing of its page. */
async function pageFonts() {
  const rules = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => ({ rule, sheet }));
    } catch {
      return []; // a sheet from elsewhere, put in by an extension
    }
  });
  const inlined = rules.map(async ({ rule, sheet }) => {
    const [, path] = rule.style.getPropertyValue('src').match(/url\(["']?([^"')]+)["']?\)/) ?? [];
    if (!path) return '';
    const file = await fetch(new URL(path, sheet.href ?? document.baseURI));
    const data = await dataUrl(await file.blob());
    const { style } = rule;
    const family = style.getPropertyValue('font-family');
    return `@font-face{font-family:${family};src:url(${data}) format("woff2");font-weight:${style.getPropertyValue('font-weight') || 'normal'}}`;
  });
  const done = await Promise.allSettled(inlined);
  return done.map((one) => (one.status === 'fulfilled' ? one.value : '')).join('');
}

/** @param {Blob} blob @returns {Promise<string>} */
function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
