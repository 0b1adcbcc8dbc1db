/** The server's word on an answer. What is true is not in the page before. */

/**
 * @param {string} lesson  slug
 * @param {string} id  of the task
 * @param {{answer: any} | {reveal: true}} body
 * @returns {Promise<any>} rejects with an Error that has `.code`: "bad_answer", "not_measured", "unreachable" …
 */
export async function ask(lesson, id, body) {
  const path = `/api/lessons/${encodeURIComponent(lesson)}/tasks/${encodeURIComponent(id)}`;
  let answer;
  let said;
  try {
    answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    said = await answer.json();
  } catch (cause) {
    throw Object.assign(new Error('The server did not answer.', { cause }), { code: 'unreachable' });
  }
  if (!answer.ok) throw Object.assign(new Error(said.error?.message ?? answer.statusText), { code: said.error?.code });
  return said;
}
