import { wrongCall } from './wrong-call.ts';

/** The hosts of `--allow-host`, with or without a port. @throws UsageInvalid */
export function allowedHosts(given: readonly string[], command: string): readonly string[] {
  const wrong = given.find((text) => !isHost(text));
  if (wrong !== undefined)
    throw wrongCall(command, `--allow-host takes a host such as gateway.acme.example, not ${wrong}`);
  return given;
}

function isHost(text: string): boolean {
  const url = URL.parse(`https://${text}`);
  return url !== null && `https://${text.toLowerCase()}`.replace(/:443$/, '') === url.origin;
}
