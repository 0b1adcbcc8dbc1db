/** Keeps one lab of the server tied to this page: opens it, resumes it after a lost connection, or opens it anew. */

import { RequestError } from './live.js';

/**
 * @typedef {'connecting'|'open'|'lost'|'closed'|'failed'} Status
 * @typedef {object} LinkOwner
 * @property {() => {lab: string, params: object, seed?: number}} wish  what to open
 * @property {{id: string, t: number}} [origin]  instead, at first: the lab to fork, and from when on
 * @property {() => number|null} seq  of the last frame heard
 * @property {(answer: any, afresh: boolean) => void} opened  a new lab; afresh: in place of one the server lost
 * @property {(answer: any) => void} resumed  the same lab goes on
 * @property {(kind: string, message: any) => void} message
 * @property {() => void} statusChanged
 */

export class LabLink {
  /** @type {Status} */
  status = 'connecting';
  /** Why it is lost, closed or failed. @type {{code: string, message: string}|null} */
  error = null;
  #connection;
  #owner;
  #id = null;
  #token = null;
  #wanted = false;
  #connecting = null;

  /**
   * @param {import('./live.js').LiveConnection} connection
   * @param {LinkOwner} owner
   */
  constructor(connection, owner) {
    this.#connection = connection;
    this.#owner = owner;
  }

  /** The lab's, while there is one. @returns {string|null} */
  get id() {
    return this.#id;
  }

  /** @returns {Promise<void>} rejects with a RequestError */
  connect() {
    this.#wanted = true;
    if (this.status === 'open') return Promise.resolve();
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  /** Ends the lab for good. */
  close() {
    this.#wanted = false;
    this.#connection.removeEventListener('up', this.#onUp);
    this.#connection.removeEventListener('down', this.#onDown);
    if (this.#id !== null) this.request('close').catch(() => {}); // unheard, the server ends it after a while
    this.#end(null);
  }

  /**
   * @param {string} name
   * @param {object} [message]  without the lab's id
   * @returns {Promise<any>} the server's answer; rejects with a RequestError
   */
  request(name, message = {}) {
    if (this.#id === null) {
      return Promise.reject(new RequestError({ code: 'not_open', message: 'the lab is not open' }));
    }
    return this.#connection.request(name, { id: this.#id, ...message });
  }

  async #connect() {
    this.#connection.addEventListener('up', this.#onUp);
    this.#connection.addEventListener('down', this.#onDown);
    if (this.#id === null) this.#say('connecting', null);
    try {
      await this.#connection.ready();
      await (this.#id === null ? this.#open(false) : this.#resume());
      if (!this.#wanted) this.close(); // somebody closed it while it was opening
    } catch (error) {
      // A connection that broke once more will come back, and we with it.
      this.#say(error.code === 'disconnected' ? 'lost' : 'failed', error);
      throw error;
    }
  }

  #open(afresh) {
    const { origin } = this.#owner;
    const [how, message] = origin ? ['fork', origin] : ['open', this.#owner.wish()];
    const listener = {
      opened: (answer) => {
        this.#owner.origin = undefined; // should it be lost, its past is lost with it
        this.#id = answer.id;
        this.#token = answer.token;
        this.#owner.opened(answer, afresh);
        this.#say('open', null);
      },
      message: (kind, message) => {
        if (kind === 'closed') this.#end({ code: message.reason, message: message.message ?? message.reason });
        else this.#owner.message(kind, message);
      },
    };
    return this.#connection.open(message, listener, how);
  }

  async #resume() {
    try {
      const answer = await this.request('resume', { token: this.#token, seq: this.#owner.seq() ?? 0 });
      this.#token = answer.token ?? this.#token;
      this.#owner.resumed(answer);
      this.#say('open', null);
    } catch (error) {
      if (error.code !== 'unknown_id') throw error;
      this.#connection.forget(this.#id);
      this.#id = null;
      await this.#open(true);
    }
  }

  #onDown = () => {
    if (this.status === 'open') {
      this.#say('lost', { code: 'disconnected', message: 'the connection to the server is lost' });
    }
  };

  #onUp = () => {
    const gaveUpWaiting = this.status === 'failed' && this.error?.code === 'timeout';
    if (this.status === 'lost' || gaveUpWaiting) this.connect().catch(() => {}); // `status` tells
  };

  #end(error) {
    this.#connection.forget(this.#id);
    this.#id = null;
    this.#say('closed', error);
  }

  #say(status, error) {
    this.status = status;
    this.error = error;
    this.#owner.statusChanged();
  }
}
