const PHOTO_SIZE = 32;
const SHOWN_SIZE = 224;
const COLUMNS = 40;

/** Photos of a sprite, one after the other, as canvases. */
export async function* photos(
  from: number,
  count: number,
  filter = 'none',
): AsyncGenerator<HTMLCanvasElement> {
  const sprite = new Image();
  sprite.src = '/photos/cifar10/sprite.png';
  await sprite.decode();
  for (let index = from; index < from + count; index++) {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: SHOWN_SIZE, height: SHOWN_SIZE });
    const context = canvas.getContext('2d');
    if (!context) throw new Error('No 2D canvas.');
    context.filter = filter;
    const [x, y] = [index % COLUMNS, Math.floor(index / COLUMNS)];
    context.drawImage(
      sprite,
      x * PHOTO_SIZE,
      y * PHOTO_SIZE,
      PHOTO_SIZE,
      PHOTO_SIZE,
      0,
      0,
      SHOWN_SIZE,
      SHOWN_SIZE,
    );
    yield canvas;
  }
}
