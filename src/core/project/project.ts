import type { MetadataFile } from '../model/app.ts';

/** A metadata file of a project. `path` is its place in a package, `source` the file itself, from the project's root. */
export interface ProjectFile extends MetadataFile {
  readonly source: string;
}

/** A Salesforce DX project on this computer. */
export interface Project {
  /** Absolute. */
  readonly root: string;
  /** Whether it lies in a git work tree: then what stands in its files may be seen by many. */
  readonly isInGit: boolean;
  /** `sourceApiVersion` of the project, or null. */
  readonly apiVersion: string | null;
  /** Where new source files go: the first package directory's `main/default`. */
  readonly newSources: string;
  /** The app components among its source files. */
  readonly files: readonly ProjectFile[];
  /** Its manifests: `package.xml`, `manifest/package.xml`, `package-<something>.xml`, in this order. */
  readonly manifests: readonly { readonly source: string; readonly content: Uint8Array }[];
  /** A file as it is now; null where there is none. @throws ProjectUnreadable */
  read(source: string): Promise<Uint8Array | null>;
  /**
   * Replaces a file, or makes it, with its folder; null takes one away that was made. At every moment the old or the new
   * content is there. @throws FileUnwritable
   */
  write(source: string, content: Uint8Array | null): Promise<void>;
}
