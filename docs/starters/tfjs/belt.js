/** Pictures of parts on a belt, drawn in place of a camera. With pictures of your own this file can go. */

const SIZE = 128;
const [BELT, SEAM, SHADE, DUSK] = ['#4a515b', '#3d434c', '#0008', '#05070ca6'];

/** Light and shadow. */
const METALS = {
  steel: ['#f4f6f9', '#98a1af'],
  brass: ['#f6dc98', '#a97a30'],
  zinc: ['#a3abb7', '#59616d'],
};

/** Outlines around the middle of the picture; where two overlap there is a hole. */
const PARTS = {
  bolt: (path) => {
    path.rect(-46, -20, 24, 40);
    path.rect(-22, -10, 68, 20);
  },
  nut: (path) => {
    polygon(path, 6, [40]);
    path.arc(0, 0, 14, 0, 2 * Math.PI);
  },
  washer: (path) => {
    path.arc(0, 0, 38, 0, 2 * Math.PI);
    path.closePath();
    path.arc(0, 0, 25, 0, 2 * Math.PI);
  },
};
const plate = (path) => {
  path.rect(-46, -40, 92, 80);
  for (const [x, y] of [-26, 26].flatMap((x) => [-22, 22].map((y) => [x, y]))) {
    path.moveTo(x + 11, y);
    path.arc(x, y, 11, 0, 2 * Math.PI);
  }
};

function polygon(path, corners, radii) {
  for (let corner = 0; corner < corners; corner++) {
    const angle = (2 * Math.PI * corner) / corners;
    const radius = radii[corner % radii.length];
    path.lineTo(radius * Math.cos(angle), radius * Math.sin(angle));
  }
  path.closePath();
}

// The same pictures on each visit: a generator with a seed, after Park and Miller.
let seed = 1;
const random = () => {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
};
const between = (low, high) => low + (high - low) * random();
const oneOf = (names) => names[Math.floor(random() * names.length)];

/**
 * Draws the next part: of any kind and metal, at any angle, in the light of the moment.
 *
 * @param canvas Becomes 128 × 128 pixels, labelled with what is on it, and is what comes back.
 * @param change `'blurred'`, `'darker'` or `'plate'`, a part that the model has never seen; anything else is none.
 */
export function drawPart(canvas, change) {
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const [metal, part] = [oneOf(Object.keys(METALS)), oneOf(Object.keys(PARTS))];
  const isPlate = change === 'plate';
  canvas.ariaLabel = isPlate ? 'steel plate' : `${metal} ${part}`;
  drawBelt(context);
  context.save();
  if (isPlate) drawMetal(context, METALS.steel, plate);
  else drawMetal(context, METALS[metal], PARTS[part]);
  context.restore();
  context.fillStyle = `rgb(0 0 0 / ${between(0, 0.15)})`;
  context.fillRect(0, 0, SIZE, SIZE);
  if (change === 'darker') {
    context.fillStyle = DUSK;
    context.fillRect(0, 0, SIZE, SIZE);
  }
  if (change === 'blurred') blur(context);
  return canvas;
}

/** Half of it is moved, again and again; `filter`, which blurs as well, is not in every browser. */
function blur(context) {
  context.globalAlpha = 0.5;
  for (const by of [11, -8, 6, -4, 2, -1]) {
    context.drawImage(context.canvas, by, by);
    context.drawImage(context.canvas, by, -by);
  }
}

function drawBelt(context) {
  context.fillStyle = BELT;
  context.fillRect(0, 0, SIZE, SIZE);
  context.fillStyle = SEAM;
  for (let x = between(-32, 0); x < SIZE; x += 32) context.fillRect(x, 0, 3, SIZE);
}

function drawMetal(context, [light, shadow], outline) {
  context.translate(SIZE / 2 + between(-14, 14), SIZE / 2 + between(-14, 14));
  context.rotate(between(0, 2 * Math.PI));
  context.scale(0.9, 0.9);
  const metal = context.createLinearGradient(-36, -36, 36, 36);
  metal.addColorStop(0, light);
  metal.addColorStop(1, shadow);
  Object.assign(context, { fillStyle: metal, shadowColor: SHADE, shadowBlur: 10 });
  const path = new Path2D();
  outline(path);
  context.fill(path, 'evenodd');
}
