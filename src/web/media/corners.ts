/** Where the own picture rests: a corner of the stage. Pure. */
export type Corner = 'tl' | 'tr' | 'bl' | 'br'

interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** The corner nearest to the middle of `box` within `around`. */
export function nearestCorner(box: Box, around: Box): Corner {
  const right = box.left + box.width / 2 > around.left + around.width / 2
  const bottom = box.top + box.height / 2 > around.top + around.height / 2
  return `${bottom ? 'b' : 't'}${right ? 'r' : 'l'}`
}

/** The corner an arrow key leads to; null for any other key. */
export function cornerByKey(corner: Corner, key: string): Corner | null {
  switch (key) {
    case 'ArrowLeft':
      return `${corner[0] as 't' | 'b'}l`
    case 'ArrowRight':
      return `${corner[0] as 't' | 'b'}r`
    case 'ArrowUp':
      return `t${corner[1] as 'l' | 'r'}`
    case 'ArrowDown':
      return `b${corner[1] as 'l' | 'r'}`
    default:
      return null
  }
}

/** The next corner clockwise, for a press without direction. */
export function nextCorner(corner: Corner): Corner {
  return ({ tl: 'tr', tr: 'br', br: 'bl', bl: 'tl' } as const)[corner]
}
