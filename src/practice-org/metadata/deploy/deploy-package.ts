import { type PackageManifest, readFile, readManifest } from '../component/package-xml.ts';
import { ComponentProblem } from '../component/problem.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { deployRank, rootElementOf, typeNamed } from '../types/registry.ts';
import type { XmlElement } from '../xml/read-xml.ts';
import { METADATA_NAMESPACE } from '../xml/write-xml.ts';
import { readZip, ZipProblem } from '../zip/read-zip.ts';

/** One step of a deploy: save a file's component, delete what a manifest names, or report a problem. */
export interface DeployUnit {
  readonly action: 'put' | 'delete';
  readonly type: MetadataType;
  readonly fullName: string;
  /** Path in the zip, for the result row. */
  readonly fileName: string;
  /** Root element of the file; null for a deletion, or if `problem` is set. */
  readonly element: XmlElement | null;
  readonly problem: ComponentProblem | null;
}

/** A manifest of the package. It has its own row in the result. */
export interface ManifestRow {
  readonly fileName: string;
  readonly problem: ComponentProblem | null;
}

export interface DeployPackage {
  readonly units: readonly DeployUnit[];
  readonly manifests: readonly ManifestRow[];
  readonly version: number;
  /** Files in the zip, including manifests. */
  readonly fileCount: number;
}

export interface PackageOptions {
  /** Version of the call, for a package.xml without one. */
  readonly version: number;
  readonly allowMissingFiles: boolean;
}

const DESTRUCTIVE = ['destructiveChangesPre.xml', 'destructiveChanges.xml', 'destructiveChangesPost.xml'];

/** Reads the zip of a deploy; package.xml decides which files count. Never throws: problems become rows. */
export function readPackage(zip: Uint8Array, options: PackageOptions): DeployPackage {
  try {
    return new PackageReader(readZip(zip), options).read();
  } catch (error) {
    if (!(error instanceof ZipProblem)) throw error;
    return failed(new ComponentProblem(`Unable to read the zip file: ${error.message}`, 'UNKNOWN_EXCEPTION'), options);
  }
}

function failed(problem: ComponentProblem, options: PackageOptions): DeployPackage {
  return { units: [], manifests: [{ fileName: 'package.xml', problem }], version: options.version, fileCount: 0 };
}

class PackageReader {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #options: PackageOptions;
  readonly #manifests: ManifestRow[] = [];
  readonly #units: DeployUnit[] = [];

  constructor(files: ReadonlyMap<string, Uint8Array>, options: PackageOptions) {
    this.#files = files;
    this.#options = options;
  }

  read(): DeployPackage {
    const folder = this.#packageFolder();
    if (folder === null) return failed(new ComponentProblem('No package.xml found', 'INVALID_FIELD'), this.#options);
    const manifest = this.#manifest(`${folder}package.xml`);
    const version = manifest?.version ?? this.#options.version;
    const at = { folder, version };
    const [before, ...after] = DESTRUCTIVE.map((name) => this.#deletions(`${folder}${name}`, at));
    for (const type of manifest?.types ?? []) this.#puts(type, at);
    this.#units.sort((a, b) => deployRank(a.type) - deployRank(b.type));
    const units = [...(before ?? []), ...this.#units, ...after.flat()];
    return { units, manifests: this.#manifests, version, fileCount: this.#files.size };
  }

  /** Folder of package.xml: the root, or the only top-level folder. */
  #packageFolder(): string | null {
    if (this.#files.has('package.xml')) return '';
    const folders = [...this.#files.keys()].filter((path) => /^[^/]+\/package\.xml$/.test(path));
    const [only] = folders;
    return folders.length === 1 && only !== undefined ? only.slice(0, -'package.xml'.length) : null;
  }

  #manifest(path: string): PackageManifest | null {
    const bytes = this.#files.get(path);
    if (bytes === undefined) return null;
    const fileName = path.slice(path.lastIndexOf('/') + 1);
    try {
      const manifest = readManifest(new TextDecoder().decode(bytes));
      this.#manifests.push({ fileName, problem: null });
      return manifest;
    } catch (error) {
      if (!(error instanceof ComponentProblem)) throw error;
      this.#manifests.push({ fileName, problem: error });
      return null;
    }
  }

  #deletions(path: string, at: { version: number }): DeployUnit[] {
    const manifest = this.#manifest(path);
    const units: DeployUnit[] = [];
    for (const { name, members } of manifest?.types ?? []) {
      const type = this.#type(name, at.version, path);
      if (!type) continue;
      for (const fullName of members) {
        units.push({ action: 'delete', type, fullName, fileName: path, element: null, problem: null });
      }
    }
    return units;
  }

  #type(name: string, version: number, path: string): MetadataType | null {
    const type = typeNamed(name, version);
    if (type === null) {
      const fileName = path.slice(path.lastIndexOf('/') + 1);
      const message = `Unknown type name '${name}' specified in ${fileName}`;
      this.#manifests.push({ fileName, problem: new ComponentProblem(message, 'INVALID_TYPE') });
    }
    return type;
  }

  #puts(named: { name: string; members: readonly string[] }, at: { folder: string; version: number }): void {
    const type = this.#type(named.name, at.version, 'package.xml');
    if (!type) return;
    const inFolder = `${at.folder}${type.folder}/`;
    const names = named.members.flatMap((name) => (name === '*' ? this.#namesIn(inFolder, type.suffix) : [name]));
    for (const fullName of new Set(names)) {
      const fileName = `${inFolder}${fullName}.${type.suffix}`;
      const bytes = this.#files.get(fileName);
      if (bytes === undefined && this.#options.allowMissingFiles) continue;
      this.#units.push({ action: 'put', type, fullName, fileName, ...readUnit(type, fullName, bytes) });
    }
  }

  #namesIn(folder: string, suffix: string): string[] {
    return [...this.#files.keys()]
      .filter((path) => path.startsWith(folder) && path.endsWith(`.${suffix}`))
      .map((path) => path.slice(folder.length, -suffix.length - 1))
      .filter((name) => name !== '' && !name.includes('/'));
  }
}

function readUnit(type: MetadataType, fullName: string, bytes: Uint8Array | undefined) {
  if (bytes === undefined) {
    const message = `An object '${fullName}' of type ${type.xmlName} was named in package.xml, but was not found in zipped directory`;
    return { element: null, problem: new ComponentProblem(message, 'INVALID_CROSS_REFERENCE_KEY') };
  }
  try {
    return { element: readComponentFile(type, new TextDecoder().decode(bytes)), problem: null };
  } catch (error) {
    if (!(error instanceof ComponentProblem)) throw error;
    return { element: null, problem: error };
  }
}

function readComponentFile(type: MetadataType, source: string): XmlElement {
  const root = readFile(source);
  const expected = rootElementOf(type);
  if (root.name === expected && root.namespace === METADATA_NAMESPACE) return root;
  throw new ComponentProblem(
    `Error parsing file: {${METADATA_NAMESPACE}}${expected} expected, found {${root.namespace}}${root.name}`,
    'INVALID_FIELD',
    root,
  );
}
