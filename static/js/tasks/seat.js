/** The learner's seat in a lesson: what they have guessed, answered and reached, and what the lab waits for. */

import { Gate } from './gate.js';
import { Progress, tally } from './progress.js';

const ELEMENTS = { 'ring-predict': './predict.js', 'ring-quiz': './quiz.js', 'goal-list': './goal-list.js' };

/** The stylesheet of all this: no page without questions needs it. */
function looks() {
  return new Promise((resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL('../../css/tasks.css', import.meta.url).href;
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

export class Seat {
  #watched = null; // the session whose goals we were told of
  #session = null; // the one we listen to

  /** @param {any} lesson  the <lesson-rounds> element */
  constructor(lesson) {
    this.lesson = lesson;
    this.lab = document.querySelector('ring-lab');
    this.progress = new Progress(lesson.dataset.lesson);
    this.current = 0;
    this.kept = lesson.querySelector('.kept');
    this.gate = this.lab && new Gate(this.lab, () => this.toQuestion());
  }

  /** Loads what the lesson's tasks need, and takes up what was done another day. */
  async begin() {
    for (const number of this.progress.rounds) this.lesson.markDone(number - 1);
    const wanted = Object.keys(ELEMENTS).filter((name) => this.lesson.querySelector(name));
    if (wanted.length) await looks();
    await Promise.all(wanted.map((name) => import(ELEMENTS[name])));
    for (const task of this.lesson.querySelectorAll('ring-predict, ring-quiz')) {
      Object.assign(task, { progress: this.progress, lesson: this.lesson.dataset.lesson });
      task.restore();
    }
    for (const list of this.lesson.querySelectorAll('goal-list')) {
      for (const { name } of list.goals) if (this.progress.reached(this.goalKey(list, name))) list.reached.add(name);
      list.requestUpdate();
    }
    this.lesson.addEventListener('prediction-made', ({ detail }) => this.#run(detail.run));
    this.lesson.addEventListener('prediction-skipped', () => this.#goOn());
    this.lesson.addEventListener('question-answered', () => this.count());
    this.lab?.addEventListener('lab-change', () => this.#listen());
    this.kept?.querySelector('button').addEventListener('click', () => this.forget());
    this.count();
  }

  /** Round `index` is open now. @param {number} index */
  enter(index) {
    this.current = index;
    const guess = this.part('ring-predict');
    if (guess?.open) this.gate?.close();
    else this.gate?.open().catch(() => {});
    for (const task of this.parts('ring-predict, ring-quiz')) task.shown();
    this.#watched = null;
    this.#listen();
  }

  /** @param {number} index */
  finish(index) {
    this.progress.finishRound(index + 1);
    this.count();
  }

  /** Labels of the goals without which this round is not done. @returns {string[]} */
  get missing() {
    return this.parts('goal-list').flatMap((list) => list.missing);
  }

  /** @returns {any} */
  part(selector) {
    return this.lesson.rounds[this.current].querySelector(selector);
  }

  /** @returns {any[]} */
  parts(selector) {
    return [...this.lesson.rounds[this.current].querySelectorAll(selector)];
  }

  goalKey(list, name) {
    return `${list.closest('.round').id}:${name}`;
  }

  toQuestion() {
    const guess = this.part('ring-predict');
    guess?.scrollIntoView({ block: 'center' });
    guess?.querySelector('input:not(:disabled), button:not(:disabled)')?.focus({ preventScroll: true });
  }

  /** A guess was made: the run begins anew, set as the question asked. */
  async #run(run) {
    this.count();
    const set = this.lesson.setLab(this.lesson.settingOf(this.current, run));
    await this.gate?.open(set).catch(() => {});
  }

  #goOn() {
    this.count();
    this.gate?.open().catch(() => {});
  }

  /** The lab has opened, or is another one: it is told which goals to watch. */
  #listen() {
    const session = this.lab?.session;
    if (!session || session.status !== 'open') return;
    if (session !== this.#session) {
      this.#session?.removeEventListener('goal', this.#onGoal);
      session.addEventListener('goal', this.#onGoal);
      this.#session = session;
    }
    const { lab = this.lab.lab, goals = [] } = this.lesson.settingOf(this.current);
    if (lab !== this.lab.lab) return; // it is about to become another
    if (this.#watched === session || typeof session.watch !== 'function') return;
    this.#watched = session;
    session.watch(goals).catch((error) => console.warn('The lab does not watch these goals:', error));
  }

  #onGoal = () => {
    for (const list of this.parts('goal-list')) {
      for (const name of list.take(this.#session.goals ?? [])) this.progress.reach(this.goalKey(list, name));
    }
    this.count();
  };

  /** How far the learner is, below the rounds. */
  count() {
    if (!this.kept) return;
    const questions = [...this.lesson.querySelectorAll('ring-quiz')].map(({ task }) => task.id);
    const predictions = this.lesson.querySelectorAll('ring-predict').length;
    this.kept.hidden = this.progress.empty;
    const done = tally(this.progress, { rounds: this.lesson.rounds.length, predictions, questions });
    const where = this.progress.kept ? 'Kept in this browser only.' : 'This browser does not let us keep it.';
    this.kept.querySelector('span').textContent = `${done}. ${where}`;
    this.kept.querySelector('button').hidden = !this.progress.kept;
  }

  forget() {
    this.progress.forget();
    location.reload();
  }
}
