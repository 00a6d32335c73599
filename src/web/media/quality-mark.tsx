import type { Quality } from './engine.ts'
import { useWords } from './words.tsx'

const BARS: Record<Quality, number> = { good: 3, fair: 2, poor: 1, lost: 0 }

/** Three bars; the words are for screen readers and the pointer's hint. */
export function QualityMark({ quality }: { quality: Quality }) {
  const words = useWords().stage.quality[quality]
  return (
    <span className="m-quality" data-quality={quality} title={words}>
      <svg viewBox="0 0 16 16" role="img" aria-label={words}>
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            className={bar < BARS[quality] ? 'm-on' : undefined}
            x={1 + bar * 5}
            y={11 - bar * 4}
            width="3.500"
            height={4 + bar * 4}
            rx="1"
          />
        ))}
      </svg>
    </span>
  )
}
