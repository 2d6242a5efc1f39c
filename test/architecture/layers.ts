// The layer table of the sources and the rules on who may import whom, as pure functions over a map of imports.
// A file belongs to a room: the folder under src/ (or under src/backends/ and src/stores/) that it lives in. Imports run
// from a higher layer to a lower one; rooms of one layer do not know each other.

/** A file of src/, named from there (`http/endpoint.ts`), and what it imports: other such files, or packages. */
export interface SourceFile {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}
export type ImportMap = ReadonlyMap<string, SourceFile>;

const LAYERS: readonly (readonly string[])[] = [
  ['cli'],
  ['index.ts'],
  ['node', 'supervisor'],
  ['config'],
  ['http', 'stdio', 'client', 'auth', 'peer', 'admin', 'backends/*', 'stores/*'],
  ['server', 'flow', 'workers', 'session', 'cluster', 'cache', 'task', 'telemetry'],
  ['protocol'],
];

/** Packages that a single room may import. */
const PACKAGE_OWNERS: ReadonlyMap<string, string> = new Map([
  ['@redis/client', 'stores/redis'],
  ['ajv', 'backends/native'],
  ['commander', 'cli'],
  ['jose', 'auth'],
  ['pino', 'cli'],
]);

/** One line for each broken rule; empty when the map keeps them all. */
export function findViolations(imports: ImportMap): readonly string[] {
  return [...findWrongArrows(imports), ...findCycles(imports)];
}

function findWrongArrows(imports: ImportMap): string[] {
  const violations: string[] = [];
  for (const [file, { files, packages }] of imports) {
    const room = roomOf(file);
    const layer = layerOf(room);
    if (layer === -1) violations.push(`${file}: the layer table has no row for ${room}`);
    for (const target of files) {
      const targetRoom = roomOf(target);
      if (!imports.has(target)) violations.push(`${file} imports ${target}, which does not exist`);
      else if (targetRoom !== room && layerOf(targetRoom) <= layer)
        violations.push(`${file} may not import ${target}`);
    }
    for (const name of packages) {
      const owner = PACKAGE_OWNERS.get(name) ?? room;
      if (owner !== room) violations.push(`${file} imports ${name}, which only ${owner} may`);
    }
  }
  return violations;
}

function roomOf(file: string): string {
  const [first = '', second, third] = file.split('/');
  return (first === 'backends' || first === 'stores') && third !== undefined ? `${first}/${second}` : first;
}

function layerOf(room: string): number {
  const family = room.replace(/\/.*/, '/*');
  return LAYERS.findIndex((rooms) => rooms.includes(family));
}

/** Depth-first search: an import of a file that is still being visited closes a cycle. */
function findCycles(imports: ImportMap): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file);
    if (start !== -1) cycles.push(`cycle: ${[...path.slice(start), file].join(' -> ')}`);
    if (start !== -1 || done.has(file)) return;
    for (const target of imports.get(file)?.files ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}
