import type { MetadataFile } from '../model/app.ts';

/** A metadata file of a project. `path` is its path in a package, `source` its path relative to the project's root. */
export interface ProjectFile extends MetadataFile {
  readonly source: string;
}

/** A Salesforce DX project on this computer. */
export interface Project {
  /** Absolute. */
  readonly root: string;
  /** Whether the project is in a git work tree: then many people may see its files. */
  readonly isInGit: boolean;
  /** `sourceApiVersion` of the project, or null. */
  readonly apiVersion: string | null;
  /** Folder for new source files: `main/default` of the first package directory. */
  readonly newSources: string;
  /** The app components among its source files. */
  readonly files: readonly ProjectFile[];
  /** Its manifests: `package.xml`, `manifest/package.xml`, `package-<something>.xml`, in this order. */
  readonly manifests: readonly { readonly source: string; readonly content: Uint8Array }[];
  /** The current content of a file; null if it doesn't exist. @throws ProjectUnreadable */
  read(source: string): Promise<Uint8Array | null>;
  /**
   * Writes a file and creates its folder if needed; null deletes the file. The write is atomic: the file always has its old or
   * its new content. @throws FileUnwritable
   */
  write(source: string, content: Uint8Array | null): Promise<void>;
}
