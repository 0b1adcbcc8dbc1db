/** From a file to a ReplaySession: reads it, checks it against what the server's lab can say, and sets it up. */

import { ReplaySession } from '../core/replay-session.js';
import { labMore } from '../labs/index.js';
import { LARGEST, readRecording, RecordingError } from './jsonl-read.js';

/**
 * @param {Blob} file
 * @param {(slug: string) => Promise<any>} describe  the description of a lab; rejects if it cannot be had
 * @returns {Promise<ReplaySession>} rejects with a RecordingError
 */
export async function replayFile(file, describe) {
  let description = null;
  const schemaOf = async (lab) => {
    try {
      description = await describe(lab);
    } catch {
      throw new RecordingError(`The server says nothing about the lab “${lab}” of this recording.`);
    }
    return description.events;
  };
  const recorded = await readRecording(textOf(file), { schemaOf, size: file.size });
  return new ReplaySession(recorded, description, /** @type {any} */ (await labMore(recorded.lab)));
}

/** The text of a file, piece by piece. @param {Blob} file */
async function* textOf(file) {
  if (file.size > LARGEST) return; // refused by its size alone
  const reader = file.stream().pipeThrough(new TextDecoderStream('utf-8', { fatal: true })).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error instanceof TypeError) throw new RecordingError('The file is not text (UTF-8), so it is no recording.');
    throw new RecordingError('The file could not be read.');
  } finally {
    reader.cancel().catch(() => {});
  }
}
