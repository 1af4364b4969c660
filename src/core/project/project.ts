import type { ComponentRef, MetadataFile } from '../model/app.ts';

/**
 * A metadata file of a project. `path` is its path in a package, `source` its path relative to the project's root. `content` is what a
 * deploy sends: the file after the project's `replacements`.
 */
export interface ProjectFile extends MetadataFile {
  readonly source: string;
  readonly onDisk: Uint8Array;
  /** Whether a link leads out of the project. keyturn doesn't write there. */
  readonly isOutside: boolean;
}

/** A file that can't be read or deployed. It may belong to any app. */
export interface DamagedFile extends ComponentRef {
  readonly source: string;
  readonly problem: string;
  /** Null if it can't be read at all. */
  readonly content: Uint8Array | null;
}

export interface Manifest {
  readonly source: string;
  /** Null if it can't be read, or is too large to be one for a few files. */
  readonly content: Uint8Array | null;
}

/** A Salesforce DX project on this computer. */
export interface Project {
  /** Absolute. */
  readonly root: string;
  /** Whether the project is in a git work tree: then many people may see its files. */
  readonly isInGit: boolean;
  /** `sourceApiVersion` of the project, or null. */
  readonly apiVersion: string | null;
  readonly namespace: string | null;
  /** Folder for new source files: `main/default` of the default package directory. */
  readonly newSources: string;
  /** The app components among its source files. */
  readonly files: readonly ProjectFile[];
  readonly damaged: readonly DamagedFile[];
  /** Its manifests: `package.xml`, `manifest/package.xml`, `package-<something>.xml`, in this order. */
  readonly manifests: readonly Manifest[];
  /** Whether `.forceignore` keeps a source file out of every deploy of the Salesforce CLI. */
  ignores(source: string): boolean;
  /** The current content of a file; null if it doesn't exist. @throws ProjectUnreadable */
  read(source: string): Promise<Uint8Array | null>;
  /**
   * Writes a file and creates its folder if needed; null deletes the file. The write is atomic: the file always has its old or
   * its new content. A link stays one. @throws FileUnwritable, ProjectUnreadable for a path that leads out of the project
   */
  write(source: string, content: Uint8Array | null): Promise<void>;
}
