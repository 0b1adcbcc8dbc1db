/** What a `<ring-lab>` can be told, and which of that in HTML. */

const words = { converter: (text) => text?.split(/[\s,]+/).filter(Boolean) ?? [] };

export const properties = {
  lab: {},
  params: { type: Object },
  seed: { type: Number },
  session: { attribute: false },
  module: { attribute: false },
  broken: { state: true },
  controls: words,
  actions: words,
  highlight: words,
  panel: {},
  locked: { type: Boolean },
  rival: { attribute: false },
  corner: { attribute: false },
  version: { state: true },
};
