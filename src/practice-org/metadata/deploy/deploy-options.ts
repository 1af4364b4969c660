import { childOf, childrenOf, textOf, type XmlElement } from '../xml/read-xml.ts';

const FLAGS = [
  'allowMissingFiles',
  'autoUpdatePackage',
  'checkOnly',
  'ignoreWarnings',
  'purgeOnDelete',
  'rollbackOnError',
  'singlePackage',
] as const;

const TEST_LEVELS = [
  'NoTestRun',
  'RunSpecifiedTests',
  'RunLocalTests',
  'RunAllTestsInOrg',
  'RunRelevantTests',
] as const;

type Flags = Readonly<Record<(typeof FLAGS)[number], boolean>>;

/** Options of a deploy. A missing option is off, except `rollbackOnError`. */
export type DeployOptions = Flags & {
  readonly testLevel: (typeof TEST_LEVELS)[number] | null;
  /** Names of the test classes for `RunSpecifiedTests`; missing in records of older versions. */
  readonly runTests?: readonly string[];
};

/** From the `DeployOptions` of a SOAP call. Salesforce's documents disagree about the case of the first letter. */
export function optionsOfSoap(operation: XmlElement): DeployOptions {
  const options = childOf(operation, 'DeployOptions');
  const runTests = options ? childrenOf(options, 'runTests').map(({ text }) => text) : [];
  return { ...readOptions((name) => (options ? textOf(options, name) : null)), runTests };
}

/** From the `deployOptions` of a REST body of any type. */
export function optionsOfJson(json: unknown): DeployOptions {
  const options = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const read = (name: string) => {
    const value = Object.hasOwn(options, name) ? options[name] : null;
    return typeof value === 'string' || typeof value === 'boolean' ? String(value) : null;
  };
  const runTests = [options.runTests].flat().filter((name) => typeof name === 'string');
  return { ...readOptions(read), runTests };
}

function readOptions(read: (name: string) => string | null): DeployOptions {
  const flags = Object.fromEntries(FLAGS.map((name) => [name, read(name) === 'true'])) as Flags;
  const level = read('testLevel');
  return {
    ...flags,
    rollbackOnError: read('rollbackOnError') !== 'false',
    testLevel: TEST_LEVELS.find((known) => known === level) ?? null,
  };
}

/** Options as the REST resource returns them. */
export function optionsAsJson(options: DeployOptions): Record<string, unknown> {
  const { testLevel, runTests = [], ...flags } = options;
  return { ...flags, performRetrieve: false, runTests: runTests.length > 0 ? runTests : null, testLevel };
}
