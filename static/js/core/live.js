/**
 * The page's one connection to the server, shared by all its labs.
 *
 * A request is answered once: its promise gives the server's answer, or rejects with a RequestError. What the
 * server sends by itself (frame, keyframe, metrics ...) goes to whoever opened the lab with that id.
 */

const ANSWER_WITHIN_MS = 10_000;
/** A lab waits 30 s for its browser to come back: try often enough. */
const RECONNECT = { reconnectionDelay: 300, reconnectionDelayMax: 3000 };

/** Why a request came to nothing. */
export class RequestError extends Error {
  /**
   * @param {{code: string, message: string, field?: string, allowed?: any}} error  as in the server's answer; of our
   *   own making are the codes `timeout` and `disconnected`
   */
  constructor({ code, message, field, allowed }) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.field = field;
    this.allowed = allowed;
  }
}

/**
 * @typedef {object} LabListener
 * @property {(answer: any) => void} opened  the lab is open; called before any message
 * @property {(kind: string, message: any) => void} message  what the server sends of this lab
 */

/** Dispatches `up` whenever the connection is there (again), and `down` when it is lost. */
export class LiveConnection extends EventTarget {
  #io;
  #timeoutMs;
  #socket = null;
  #starting = null;
  /** @type {Map<string, LabListener>} */
  #listeners = new Map();
  #opening = 0; // requests to open a lab that are under way
  /** @type {Map<string, [string, any][]>} */
  #early = new Map(); // messages that overtook the answer to `open`

  /**
   * @param {object} [options]
   * @param {(namespace: string, options: object) => any} [options.io]  default: that of socket.io-client
   * @param {number} [options.timeoutMs]  real
   */
  constructor({ io, timeoutMs = ANSWER_WITHIN_MS } = {}) {
    super();
    this.#io = io;
    this.#timeoutMs = timeoutMs;
  }

  /** Resolves as soon as the server can be asked; rejects with code `timeout`, but goes on trying. */
  async ready() {
    await (this.#starting ??= this.#start());
    if (this.#socket.connected) return;
    await new Promise((resolve, reject) => {
      const tooLate = () => {
        this.removeEventListener('up', inTime);
        reject(new RequestError({ code: 'timeout', message: 'the server does not answer' }));
      };
      const timer = setTimeout(tooLate, this.#timeoutMs);
      const inTime = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
      this.addEventListener('up', inTime, { once: true });
    });
  }

  /**
   * @param {string} name  of the event
   * @param {object} message
   * @returns {Promise<any>} the server's answer
   */
  request(name, message) {
    // socket.io would keep the request for later; but after a reconnect the lab has to be resumed first.
    if (!this.#socket?.connected) return Promise.reject(disconnected());
    return new Promise((resolve, reject) => {
      this.#socket.timeout(this.#timeoutMs).emit(name, message, (failure, answer) => {
        if (failure && !this.#socket.connected) reject(disconnected());
        else if (failure) reject(new RequestError({ code: 'timeout', message: `no answer to ${name}` }));
        else if (answer?.ok) resolve(answer);
        else reject(new RequestError(answer?.error ?? { code: 'bad_answer', message: `no answer to ${name}` }));
      });
    });
  }

  /**
   * Opens a lab, or forks one, and listens to it.
   * @param {{lab: string, params?: object, seed?: number|null}} message
   * @param {LabListener} listener
   * @param {'open'|'fork'} [name]  how it comes to be
   */
  async open(message, listener, name = 'open') {
    this.#opening += 1;
    try {
      const answer = await this.request(name, message);
      listener.opened(answer);
      this.#listeners.set(answer.id, listener);
      for (const [kind, body] of this.#early.get(answer.id) ?? []) listener.message(kind, body);
    } finally {
      this.#opening -= 1;
      if (this.#opening === 0) this.#early.clear();
    }
  }

  /** @param {string} id  whose messages go to nobody from now on */
  forget(id) {
    this.#listeners.delete(id);
  }

  async #start() {
    // Loaded here and not at the top, so that tests and pages without a lab need no socket library.
    const io = this.#io ?? (await import('socket.io-client')).io;
    const socket = io('/live', { transports: ['websocket'], ...RECONNECT });
    this.#socket = socket;
    socket.on('connect', () => this.dispatchEvent(new Event('up')));
    // The library does not come back by itself when it was the server that hung up or refused.
    const comeBack = () => {
      if (!socket.active) setTimeout(() => socket.connect(), RECONNECT.reconnectionDelayMax);
    };
    socket.on('connect_error', comeBack);
    socket.on('disconnect', () => {
      comeBack();
      this.dispatchEvent(new Event('down'));
    });
    socket.onAny((kind, message) => this.#deliver(kind, message));
  }

  #deliver(kind, message) {
    const listener = this.#listeners.get(message?.id);
    if (listener) listener.message(kind, message);
    else if (this.#opening > 0) {
      const waiting = this.#early.get(message?.id) ?? [];
      this.#early.set(message?.id, [...waiting, [kind, message]]);
    }
  }
}

function disconnected() {
  return new RequestError({ code: 'disconnected', message: 'the connection to the server is lost' });
}

let shared = null;

/** The connection of this page, made on first use. */
export function pageConnection() {
  shared ??= new LiveConnection();
  return shared;
}
