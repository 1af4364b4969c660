import { plainText } from '../plain/text.ts';

interface Unfinished {
  readonly org: string;
  readonly app: string;
  readonly user: string;
}

/** What is known of a setup that stopped after its first change. */
export function unfinishedSetupWords({ org, app, user }: Unfinished): string {
  const place = `${plainText(app, 60)} in ${plainText(org, 60)}`;
  return `The setup of ${place} isn't finished. The app may already run as ${plainText(user, 80)}`;
}

/** The same with the command that continues it. */
export function unfinishedSetupLine(setup: Unfinished & { readonly command: string }): string {
  return `${unfinishedSetupWords(setup)}. ${continueSetupWords(setup)}`;
}

export function continueSetupWords({ command }: { readonly command: string }): string {
  return `Continue with \`keyturn ${command}\`.`;
}
