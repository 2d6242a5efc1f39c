// `npm run build`: compiles src/ to dist/ and checks that what comes out can be installed: every import in it, of the
// code and of the declarations, leads to an emitted file, to Node, or to a package that is installed along with it.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { readImports } from './module-imports.ts';

const EXECUTABLE = 'dist/cli/main.js';

function compile(): number {
  rmSync('dist', { recursive: true, force: true });
  const argv = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
  return spawnSync(process.execPath, argv, { stdio: 'inherit' }).status ?? 1;
}

/** One line for each import of `file` that its user could not resolve. */
function brokenImports(file: string, packages: ReadonlySet<string>): readonly string[] {
  const { specifiers } = readImports(file, readFileSync(file, 'utf8'));
  return specifiers
    .filter(
      (specifier) =>
        !(specifier.startsWith('.') ? isEmitted(file, specifier) : isProvided(specifier, packages)),
    )
    .map((specifier) => `${file} imports ${specifier}, which an installed package does not have`);
}

function isEmitted(file: string, specifier: string): boolean {
  const target = join(dirname(file), specifier);
  // Declarations keep the `.ts` of the sources, which TypeScript resolves to `.d.ts`.
  return existsSync(file.endsWith('.d.ts') ? target.replace(/\.[jt]s$/, '.d.ts') : target);
}

function isProvided(specifier: string, packages: ReadonlySet<string>): boolean {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return isBuiltin(specifier) || packages.has(name);
}

function build(): number {
  const compiled = compile();
  if (compiled !== 0) return compiled;
  chmodSync(EXECUTABLE, 0o755);

  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const { dependencies, peerDependencies, optionalDependencies } = manifest;
  const packages = new Set(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }));
  const files = globSync(['dist/**/*.js', 'dist/**/*.d.ts']);
  const broken = files.flatMap((file) => brokenImports(file, packages));
  console.log(broken.length === 0 ? `dist/: ${files.length} files` : broken.join('\n'));
  return broken.length === 0 ? 0 : 1;
}

process.exitCode = build();
