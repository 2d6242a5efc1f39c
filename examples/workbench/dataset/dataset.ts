// The CSV behind `csv_stats` and `chart`: the file that was asked for, or the invented orders, which
// are written the first time that they are needed. Several processes may write them at once: each
// writes its own file and renames it, so that a reader sees a whole file or none.
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { WorkbenchSettings } from '../settings.ts';
import { ORDER_COUNT, ORDERS_VERSION, orderCsv } from './orders.ts';

/** The tools keep every number of a file in memory while they work; more than this is for a database. */
const MAX_CSV_BYTES = 256 * 1024 * 1024;

export interface DatasetFile {
  /** Absolute. */
  path: string;
  /** The file's own name, for people. */
  name: string;
  bytes: number;
  modifiedMs: number;
  isGenerated: boolean;
}

export interface Dataset {
  /** Where the file is, as of now; writes the invented orders when they are wanted and not there. */
  locate(): Promise<DatasetFile>;
}

export function createDataset({ csvPath, cacheRoot }: WorkbenchSettings, orderCount = ORDER_COUNT): Dataset {
  const path = csvPath ?? join(cacheRoot, `orders-v${ORDERS_VERSION}-${orderCount}.csv`);
  const isGenerated = csvPath === undefined;
  let writing: Promise<void> | undefined;

  const locate = async () => {
    const stats = await stat(path).catch((error: unknown) => {
      if (isGenerated && isMissing(error)) return undefined;
      throw new Error(`WORKBENCH_CSV: cannot open ${path}.`, { cause: error });
    });
    if (stats === undefined) {
      writing ??= writeOrders(path, orderCount).finally(() => {
        writing = undefined;
      });
      await writing;
      return locate();
    }
    const { size: bytes, mtimeMs: modifiedMs } = stats;
    if (!stats.isFile()) throw new Error(`WORKBENCH_CSV: ${path} is not a file.`);
    if (bytes > MAX_CSV_BYTES) {
      throw new Error(`WORKBENCH_CSV: ${path} has ${bytes} bytes; at most ${MAX_CSV_BYTES} are read.`);
    }
    return { path, name: basename(path), bytes, modifiedMs, isGenerated };
  };
  return { locate };
}

async function writeOrders(path: string, orderCount: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partPath = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(partPath, 'wx');
    try {
      for (const piece of orderCsv(orderCount)) await file.write(piece);
    } finally {
      await file.close();
    }
    await rename(partPath, path);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';
