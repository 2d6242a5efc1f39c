// Turns SVG into a PNG, away from the event loop. The fonts come with a package: a fresh machine or a
// container often has none, and text would silently be missing from the picture.
import { fileURLToPath } from 'node:url';
import { renderAsync } from '@resvg/resvg-js';

/** Pixels of the picture for each one of the drawing: sharp on a dense screen. */
const ZOOM = 2;

const FONT_FILES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`)),
);

export async function rasterise(svg: string): Promise<Buffer> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { fontFiles: FONT_FILES, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  });
  return image.asPng();
}
