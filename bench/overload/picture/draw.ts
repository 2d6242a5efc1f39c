// Writes the picture of the results: as SVG, and as PNG for places that show no SVG.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rasterise } from '../../../examples/workbench/chart/rasterise.ts';
import type { Results } from '../results.ts';
import { overloadSvg } from './overload-svg.ts';

/** Draws when all that the picture shows has been measured. */
export async function drawPicture({ waiting, endurance }: Results, directory: string): Promise<void> {
  if (waiting?.kind !== 'ladder' || endurance?.kind !== 'endurance') return;
  const svg = overloadSvg(waiting, endurance);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'overload.svg'), `${svg}\n`);
  writeFileSync(join(directory, 'overload.png'), await rasterise(svg));
}
