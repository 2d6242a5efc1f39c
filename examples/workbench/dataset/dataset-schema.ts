// Describes the data set: its columns, what they hold and in which unit, with an example of each.
import { type ColumnKind, inferKind, unitOf } from './column-kind.ts';
import type { CsvBatch } from './csv-batches.ts';
import type { DatasetFile } from './dataset.ts';
import { ORDER_COLUMNS } from './orders.ts';

export interface DatasetSchema {
  file: string;
  bytes: number;
  columns: ColumnSchema[];
}

export interface ColumnSchema {
  name: string;
  kind: ColumnKind;
  unit?: string;
  description?: string;
  /** The first value that is not empty. */
  example?: string;
}

/** `head` holds the first rows, by which the kinds are told. */
export function datasetSchema(file: DatasetFile, head: CsvBatch): DatasetSchema {
  const columns = head.header.map((name, index) => {
    const values = head.rows.map((row) => row[index] ?? '');
    const column: ColumnSchema = { name, kind: inferKind(values) };
    const unit = unitOf(name);
    const description = file.isGenerated ? ORDER_COLUMNS[name] : undefined;
    const example = values.find((value) => value !== '');
    if (unit !== undefined) column.unit = unit;
    if (description !== undefined) column.description = description;
    if (example !== undefined) column.example = example;
    return column;
  });
  return { file: file.name, bytes: file.bytes, columns };
}
