/**
 * What a learner has done in a lesson, kept in this browser where that is allowed, and else only while the page is open.
 *
 * Embedded pages and browsers that block cookies throw at the mere mention of localStorage: every access is guarded.
 */

const EMPTY = { rounds: [], answers: {}, skipped: [], quiz: {}, goals: [] };

export class Progress {
  #key;
  #storage;
  #data;

  /** @param {string} lesson  its slug @param {() => Storage} storage */
  constructor(lesson, storage = () => globalThis.localStorage) {
    this.#key = `ringside:progress:${lesson}`;
    this.#storage = storage;
    this.kept = false; // can it be kept here
    this.#data = this.#read();
  }

  /** Numbers of the rounds that are done. @returns {number[]} */
  get rounds() {
    return this.#data.rounds;
  }

  /** Committed predictions. @returns {number} */
  get predictions() {
    return Object.keys(this.#data.answers).length;
  }

  /** Has nothing been done yet? */
  get empty() {
    return Object.values(this.#data).every((each) => Object.keys(each).length === 0);
  }

  /** @param {string} id  of a prediction @returns {any} what was said, or undefined */
  answer(id) {
    return this.#data.answers[id];
  }

  /** @param {string} id */
  skipped(id) {
    return this.#data.skipped.includes(id);
  }

  /** @param {string} id  of a question @returns {{tries: number, right: boolean, answer?: any}} */
  quiz(id) {
    return this.#data.quiz[id] ?? { tries: 0, right: false };
  }

  /** @param {string} goal  "round:name" */
  reached(goal) {
    return this.#data.goals.includes(goal);
  }

  finishRound(number) {
    this.#add('rounds', number);
  }

  commit(id, answer) {
    this.#data.answers[id] = answer;
    this.#write();
  }

  skip(id) {
    this.#add('skipped', id);
  }

  setQuiz(id, result) {
    this.#data.quiz[id] = result;
    this.#write();
  }

  reach(goal) {
    this.#add('goals', goal);
  }

  /** An answer that does not fit its task any more: the lesson has changed. @param {string} id */
  drop(id) {
    delete this.#data.answers[id];
    delete this.#data.quiz[id];
    this.#write();
  }

  /** Nothing has been done, here or in the browser's store. */
  forget() {
    this.#data = structuredClone(EMPTY);
    try {
      this.#storage().removeItem(this.#key);
    } catch {
      // it was never kept
    }
  }

  #add(list, thing) {
    if (this.#data[list].includes(thing)) return;
    this.#data[list].push(thing);
    this.#write();
  }

  #read() {
    try {
      const storage = this.#storage();
      const text = storage.getItem(this.#key);
      this.kept = true;
      return fit(JSON.parse(text ?? '{}'));
    } catch {
      return structuredClone(EMPTY); // blocked, or not ours
    }
  }

  #write() {
    if (!this.kept) return;
    try {
      this.#storage().setItem(this.#key, JSON.stringify(this.#data));
    } catch {
      this.kept = false; // full, or taken away meanwhile
    }
  }
}

/** Whatever was found in the store, in the shape of EMPTY. @param {any} found */
export function fit(found) {
  const data = structuredClone(EMPTY);
  for (const [name, empty] of Object.entries(EMPTY)) {
    const given = found?.[name];
    const fits = Array.isArray(empty) ? Array.isArray(given) : given && typeof given === 'object' && !Array.isArray(given);
    if (fits) data[name] = given;
  }
  return data;
}

/**
 * How far somebody is: "3 of 7 rounds, 4 of 5 predictions, 2 of 3 questions right".
 * @param {Progress} progress
 * @param {{rounds: number, predictions: number, questions: string[]}} lesson
 */
export function tally(progress, { rounds, predictions, questions }) {
  const right = questions.filter((id) => progress.quiz(id).right).length;
  const parts = [`${Math.min(progress.rounds.length, rounds)} of ${rounds} rounds done`];
  if (predictions) parts.push(`${Math.min(progress.predictions, predictions)} of ${predictions} predictions made`);
  if (questions.length) parts.push(`${right} of ${questions.length} questions right`);
  return parts.join(', ');
}
