/** Parses an ISO 8601 instant or day into epoch ms; null for anything else, such as February 30. */
export function parseInstant(text: string): number | null {
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const at = isIso ? Date.parse(text) : Number.NaN;
  const [day = ''] = text.split('T');
  const isDay = new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;
  return Number.isNaN(at) || !isDay ? null : at;
}
