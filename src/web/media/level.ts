/** How loud a microphone is, for a meter: 0 silence, 1 as loud as speech gets. */

const FLOOR_DB = -60
const LOUD_DB = -12
const EVERY_MS = 80
const RESUME_MS = 300

/** Samples of one moment (-1..1) to a level 0..1 on a decibel scale, as ears hear. */
export function levelOf(samples: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!
  if (sum === 0) return 0
  const decibel = 10 * Math.log10(sum / samples.length)
  return Math.min(1, Math.max(0, (decibel - FLOOR_DB) / (LOUD_DB - FLOOR_DB)))
}

let context: AudioContext | null = null

function audioContext(): AudioContext | null {
  if (typeof AudioContext !== 'function') return null
  // One for the page: browsers allow only a few.
  context ??= new AudioContext()
  return context
}

/** Reports the level about twelve times a second until the returned function is called. */
export function watchLevel(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const audio = audioContext()
  if (!audio) return () => undefined
  const source = audio.createMediaStreamSource(new MediaStream([track]))
  const analyser = audio.createAnalyser()
  analyser.fftSize = 512
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    // A muted track may still deliver a faint noise floor.
    onLevel(track.enabled ? levelOf(samples) : 0)
  }, EVERY_MS)
  // Browsers hold audio back until the person has touched the page.
  const wake = () => void audio.resume()
  wake()
  addEventListener('pointerdown', wake)
  addEventListener('keydown', wake)
  return () => {
    clearInterval(timer)
    removeEventListener('pointerdown', wake)
    removeEventListener('keydown', wake)
    source.disconnect()
    onLevel(0)
  }
}

/** A short double tone to hear whether the chosen speaker works, or that one is called. */
export async function playChime(speakerId: string | null = null): Promise<void> {
  const audio = audioContext()
  if (!audio) return
  void audio.resume()
  // Held back until the person touches the page: a call that sounds late is worse than none.
  if (audio.state !== 'running') await new Promise((resolve) => setTimeout(resolve, RESUME_MS))
  if (audio.state !== 'running') return
  // By way of an element, since only elements can be sent to a chosen speaker.
  const out = audio.createMediaStreamDestination()
  for (const [i, frequency] of [660, 880].entries()) {
    const tone = audio.createOscillator()
    const gain = audio.createGain()
    const from = audio.currentTime + 0.05 + i * 0.22
    tone.frequency.value = frequency
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(0.25, from + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.001, from + 0.4)
    tone.connect(gain).connect(out)
    tone.start(from)
    tone.stop(from + 0.45)
  }
  const element = new Audio()
  element.srcObject = out.stream
  if (speakerId && 'setSinkId' in element) await element.setSinkId(speakerId).catch(() => undefined)
  await element.play().catch(() => undefined)
}
