/** Gives the fields of an event on the wire, `[t, kind, ...fields]`, the names the server's schema declares. */

/**
 * @typedef {{t: number, kind: string} & Record<string, any>} LabEvent  `t` is model seconds
 * @typedef {Record<string, string[]>} Schema  kind -> its field names, in order
 */

/**
 * @param {Schema} schema
 * @returns {(row: any[]) => LabEvent} a kind the schema does not know keeps its `t` and `kind` only
 */
export function decoder(schema) {
  // A Map, so that a kind called "constructor" finds nothing rather than what every object inherits.
  const fieldsOf = new Map(Object.entries(schema));
  return (row) => {
    const event = { t: row[0], kind: row[1] };
    const fields = fieldsOf.get(event.kind) ?? [];
    for (let i = 0; i < fields.length; i += 1) event[fields[i]] = row[i + 2];
    return event;
  };
}
