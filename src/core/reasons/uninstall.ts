import { eachCommand, unchanged } from './reason.ts';

/** The end of keyturn on a computer. */
export const uninstallReasons = {
  OnlyCopies: unchanged<{ names: readonly string[]; apps: readonly string[] }>({
    exit: 3,
    message: ({ names }) => `keyturn's folder may have the only copy of secrets: ${names.join('; ')}`,
    actions: ({ apps }) => [
      ...(apps.length === 0
        ? []
        : [
            `Export what you need: ${eachCommand(apps.map((app) => `\`keyturn reveal ${app} --to-file ${app}.env\``))}.`,
          ]),
      `${apps.length === 0 ? 'Copy' : 'Or copy'} the whole folder: \`keyturn uninstall --home --backup <folder>\`.`,
      'To delete them with the folder, add `--discard-credentials`.',
    ],
  }),
  UnfinishedWork: unchanged<{ names: readonly string[] }>({
    exit: 3,
    message: ({ names }) =>
      `Work in your orgs is unfinished, and only keyturn's folder knows of it: ${names.join('; ')}`,
    actions: () => [
      'Finish it first: `keyturn resume`.',
      'To delete the folder anyway, add `--leave-unfinished`. You must then finish the work in Setup.',
    ],
  }),
};
