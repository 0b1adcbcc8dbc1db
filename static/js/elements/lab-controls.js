/** `<lab-controls>`: every parameter and action that the lab declares, and nothing else. */

import { LitElement, html, nothing } from 'lit';
import { fieldFor, isTyped } from './controls/fields.js';
import { Sender } from './controls/sender.js';

const OFF_SCREEN = new Set(['slow']); // the time bar has it
let count = 0;

export class LabControls extends LitElement {
  static properties = {
    session: { attribute: false },
    version: { attribute: false },
    main: { attribute: false },
    actions: { attribute: false },
    lit: { attribute: false },
    groups: { attribute: false },
    asked: { attribute: false },
    corner: { attribute: false },
    wrong: { state: true },
    explained: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../core/session.js').LabSession|null} */
    this.session = null;
    this.version = 0; // grows whenever the session's parameters changed
    /** Names of the parameters on top; null: those declared `main`. @type {string[]|null} */
    this.main = null;
    /** Names of the actions shown; null: all. @type {string[]|null} */
    this.actions = null;
    /** Names to point out. @type {string[]} */
    this.lit = [];
    /** Headings of groups of parameters, in order. @type {Record<string, string>} */
    this.groups = {};
    /** Names of actions that the picture has buttons for. @type {string[]} */
    this.asked = [];
    /** @type {Record<string, string>} */
    this.wrong = {};
    /** What the hand is still on, and what was typed and refused. @type {Record<string, {value: any}>} */
    this.held = {};
    this.explained = null; // the parameter whose help is open
    this.corner = ''; // 'A' or 'B' where there are two labs
    this.idStem = `lab${++count}`;
    this.sender = new Sender(
      (name, value) => this.session.set(name, value),
      (name, error) => this.answered(name, error),
    );
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  willUpdate(changed) {
    if (changed.has('session') || changed.has('main')) Object.assign(this, { held: {}, wrong: {} }); // another round
  }

  render() {
    const description = this.session?.description;
    if (!description) return nothing;
    const names = Object.keys(description.params.properties).filter((name) => !OFF_SCREEN.has(name));
    const chosen = this.main?.filter((name) => names.includes(name));
    const top = chosen?.length > 0 ? chosen : names.filter((name) => description.params.properties[name].main);
    const rest = names.filter((name) => !top.includes(name));
    const label = this.corner ? `Controls of ${this.corner}` : 'Controls';
    return html`<form aria-label=${label} @submit=${(event) => event.preventDefault()}>
      ${top.map((name) => this.field(name))}
      ${this.buttons(description.actions)}
      ${rest.length > 0 ? this.more(rest, description.params.properties) : nothing}
    </form>`;
  }

  field(name) {
    const property = this.session.description.params.properties[name];
    const wished = this.sender.wished(name) ?? this.held[name];
    return fieldFor({
      id: `${this.idStem}-${name}`,
      name,
      property,
      value: wished ? wished.value : this.session.params[name],
      pending: Boolean(wished),
      wrong: this.wrong[name] ?? null,
      lit: this.lit.includes(name),
      disabled: this.isOff,
      explained: this.explained === name,
      explain: () => (this.explained = this.explained === name ? null : name),
      put: (value, done) => this.put(name, property, value, done),
      drop: () => this.drop(name),
    });
  }

  more(names, properties) {
    const groups = Object.groupBy(names, (name) => properties[name].group ?? 'run');
    const order = [...new Set([...Object.keys(this.groups), ...Object.keys(groups)])].filter((group) => groups[group]);
    const fieldset = (group) => html`<fieldset><legend>${this.groups[group] ?? group}</legend>
      ${groups[group].map((name) => this.field(name))}</fieldset>`;
    return html`<details class="more" @toggle=${this.onMore}><summary>More settings</summary>
      ${this.unfolded ? order.map(fieldset) : nothing}
    </details>`;
  }

  buttons(all) {
    const named = (this.actions ?? []).flatMap((name) => all.find((action) => action.name === name) ?? []);
    const shown = named.length > 0 ? named : all.filter(({ name }) => !this.asked.includes(name));
    const each = shown.map((action) => this.button(action));
    return html`<div class="acts" role="group" aria-label="Actions">${each}</div>`;
  }

  /** Nothing can be changed in a lab that is not there, nor in a recording. */
  get isOff() {
    return this.session.status !== 'open' || Boolean(this.session.replayed);
  }

  button({ name, label, help }) {
    const wrong = this.wrong[name];
    return html`<button type="button" class="ghost ${this.lit.includes(name) ? 'lit' : ''}" title=${help ?? nothing}
        ?disabled=${this.isOff} @click=${() => this.act(name)}>${label}</button>
      ${wrong ? html`<p class="field"><span class="wrong" role="alert">${wrong}</span></p>` : nothing}`;
  }

  /** What is typed or restarts the run is sent when the hand leaves it; the rest at once, though not too often. */
  put(name, property, value, done) {
    if (this.wrong[name]) this.wrong = { ...this.wrong, [name]: undefined };
    const typed = isTyped(property);
    const waits = typed || property.applies === 'rebuild';
    // What was typed stays as it is until the server has taken it: who mistypes need not begin anew.
    if (waits && (!done || (typed && value !== this.session.params[name]))) this.held[name] = { value };
    else delete this.held[name];
    if (done || !waits) {
      if (value !== this.session.params[name] || this.sender.wished(name)) this.sender.put(name, value);
    }
    this.requestUpdate();
  }

  answered(name, error) {
    if (!error) delete this.held[name];
    this.wrong = { ...this.wrong, [name]: error?.message };
  }

  drop(name) {
    this.answered(name, null);
  }

  async act(name) {
    try {
      await this.session.act(name);
      this.answered(name, null);
    } catch (error) {
      this.answered(name, error);
    }
  }

  onMore({ target }) {
    this.unfolded = target.open;
    this.requestUpdate();
  }
}
customElements.define('lab-controls', LabControls);
