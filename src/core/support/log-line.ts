import { isRecord, parseJson } from '../plain/json.ts';

/** Fields of log lines that keyturn writes. Anything else in a line is left out. */
const fields = [
  ...['at', 'level', 'event', 'pid', 'why', 'ok', 'actions', 'notices', 'nextTickAt', 'isBusy', 'problem', 'warnings'],
  ...['command', 'flags', 'version', 'node', 'platform', 'exitCode', 'reason', 'ms', 'org', 'app', 'call', 'kind'],
  ...['outcome', 'tries', 'action', 'is', 'intent', 'what', 'detail', 'inUse', 'folder', 'consumerKey'],
];

/** A line of keyturn's log as `name=value` pairs; null if keyturn didn't write it. */
export function logLine(line: string): string | null {
  const read = parseJson(line);
  if (!isRecord(read) || typeof read.event !== 'string') return null;
  return fields
    .flatMap((name) => (Object.hasOwn(read, name) && read[name] !== '' ? [`${name}=${valueText(read[name])}`] : []))
    .join(' ');
}

function valueText(value: unknown): string {
  const text = Array.isArray(value) ? value.map(String).join('; ') : String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
