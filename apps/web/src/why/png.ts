/** Pixels of the file for one of the picture. */
const SCALE = 2;

/** A drawing as pixels on paper, letters in this browser's fonts. */
export async function pngOf(svg: string, { width, height, paper }: { width: number; height: number; paper: string }): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [SCALE * width, SCALE * height];
    const at = canvas.getContext("2d");
    if (!at) throw new Error("no canvas");
    at.fillStyle = paper;
    at.fillRect(0, 0, canvas.width, canvas.height);
    at.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}
