/**
 * A package-lock.json for a folder that needs only a part of what the repository has installed: the same packages at the same
 * versions and places, so that what learners install is what was tested. Pure; needs no registry.
 */

export interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly [other: string]: unknown;
}

export interface LockFile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** A package that lies as a tarball in the folder, and the workspace of the repository that it was made from. */
export interface LocalPackage {
  readonly name: string;
  /** Folder of the workspace, which may have packages of its own below it: `grader`. */
  readonly workspace: string;
  /** `file:tools/grader-0.0.0.tgz` */
  readonly resolved: string;
  readonly integrity: string;
  readonly manifest: LockEntry;
}

export interface RootManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
}

/** @throws Error where something is needed that the repository's lock file does not have */
export function partOfLockFile(whole: LockFile, root: RootManifest, local: readonly LocalPackage[]): LockFile {
  const found = new Map<string, { readonly entry: LockEntry; readonly needed: boolean }>();
  const locals = new Map(local.map((one) => [one.name, one]));

  function need(name: string, from: string, needed: boolean): void {
    const one = locals.get(name);
    if (one !== undefined) {
      take(`node_modules/${name}`, localEntry(one), needed);
      return;
    }
    const place = placeOf(whole, name, from);
    if (place === undefined) {
      // An optional package for another system that was never in the lock file.
      if (!needed) return;
      throw new Error(`package-lock.json has no ${name}, which ${from || "the root"} needs`);
    }
    take(moved(place, local), whole.packages[place] ?? {}, needed, place);
  }

  /** @param original where it lies in the whole lock file, from where its own needs are looked up */
  function take(place: string, entry: LockEntry, needed: boolean, original?: string): void {
    const before = found.get(place);
    if (before !== undefined && (before.needed || !needed)) return;
    found.set(place, { entry, needed });
    const from = original ?? locals.get(place.replace("node_modules/", ""))?.workspace ?? "";
    for (const name of Object.keys(entry.dependencies ?? {})) need(name, from, needed);
    for (const name of Object.keys(entry.optionalDependencies ?? {})) need(name, from, false);
    for (const name of Object.keys(entry.peerDependencies ?? {}))
      if (entry.peerDependenciesMeta?.[name]?.optional !== true) need(name, from, needed);
  }

  for (const name of Object.keys(root.dependencies)) need(name, "", true);
  const entries = [...found]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([place, { entry, needed }]) => [place, lockEntry(entry, needed)] as const);
  return {
    name: root.name,
    version: root.version,
    lockfileVersion: 3,
    requires: true,
    packages: { "": { ...root }, ...Object.fromEntries(entries) },
  } as LockFile;
}

/** Where Node would find a package from here: the nearest `node_modules` upwards. */
function placeOf(whole: LockFile, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/"), 0))) {
    const place = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (whole.packages[place] !== undefined) return place;
    if (folder === "") return undefined;
  }
}

/** What lay below a workspace lies below the package that was made from it. */
function moved(place: string, local: readonly LocalPackage[]): string {
  const owner = local.find(({ workspace }) => place.startsWith(`${workspace}/node_modules/`));
  return owner === undefined ? place : `node_modules/${owner.name}${place.slice(owner.workspace.length)}`;
}

function localEntry({ resolved, integrity, manifest }: LocalPackage): LockEntry {
  const { version, license, dependencies, bin, engines } = manifest;
  return {
    ...(version === undefined ? {} : { version }),
    resolved,
    integrity,
    ...(license === undefined ? {} : { license }),
    ...(dependencies === undefined ? {} : { dependencies }),
    ...(bin === undefined ? {} : { bin }),
    ...(engines === undefined ? {} : { engines }),
  };
}

function lockEntry(entry: LockEntry, needed: boolean): LockEntry {
  const { dev: _dev, devOptional: _devOptional, peer: _peer, optional: _optional, ...rest } = entry;
  return needed ? rest : { ...rest, optional: true };
}
