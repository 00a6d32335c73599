const SIDE = 2400
const ENOUGH_BYTES = 1_000_000

/**
 * A picture of a phone as small as anyone needs it, so that it goes up fast on a bad line. What cannot be read here, or
 * is small already, goes as it is: the server decides what is a picture.
 */
export async function shrink(file: Blob): Promise<Blob> {
  if (file.size <= ENOUGH_BYTES) return file
  try {
    const bitmap = await createImageBitmap(file)
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height))
    const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale))
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    const smaller = await canvas.convertToBlob({ type: 'image/webp', quality: 0.9 })
    return smaller.size < file.size ? smaller : file
  } catch {
    return file
  }
}
