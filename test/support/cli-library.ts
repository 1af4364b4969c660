import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { componentTypes } from '../../src/core/model/app.ts';

interface Component {
  readonly fullName: string;
  readonly type: { readonly name: string };
  readonly xml?: string;
}

interface MetadataType {
  readonly name: string;
  readonly directoryName: string;
  readonly suffix?: string;
  readonly strictDirectoryName?: boolean;
  readonly strategies?: { readonly adapter?: string };
}

/** `@salesforce/source-deploy-retrieve` of the official CLI: it decides which files a deploy sends. */
interface Library {
  readonly ComponentSet: {
    fromSource(paths: readonly string[]): { getSourceComponents(): Iterable<Component> };
  };
  readonly registry: { readonly types: Readonly<Record<string, MetadataType>> };
}

interface Core {
  readonly SfProject: {
    resolve(root: string): Promise<{ getUniquePackageDirectories(): readonly { readonly fullPath: string }[] }>;
  };
}

const require = createRequire(realpathSync(process.env.KEYTURN_SF ?? process.argv[1] ?? ''));
// The library looks into the environment of each process that loads it.
process.env.SF_DISABLE_LOG_FILE = 'true';
process.env.SF_DISABLE_TELEMETRY = 'true';

export const types = () => Object.values((require('@salesforce/source-deploy-retrieve') as Library).registry.types);

/** The app components that the official CLI finds in a project: type, name and file of each, without the links on the way. */
export async function foundByCli(root: string): Promise<readonly string[]> {
  const { ComponentSet } = require('@salesforce/source-deploy-retrieve') as Library;
  const { SfProject } = require('@salesforce/core') as Core;
  const folders = (await SfProject.resolve(root)).getUniquePackageDirectories().map(({ fullPath }) => fullPath);
  const wanted: readonly string[] = componentTypes;
  const found = [...ComponentSet.fromSource(folders).getSourceComponents()]
    .filter(({ type }) => wanted.includes(type.name))
    .map(({ type, fullName, xml = '' }) => `${type.name} ${fullName} ${realpathSync(xml)}`);
  return [...new Set(found)].sort();
}
