const MUTED = 'phygital-silent'

let audio: AudioContext | null = null

/** Browsers let a page sound only after somebody has touched it: the first touch readies it. Call once at start. */
export function readyToRing(): void {
  const wake = () => {
    audio ??= new AudioContext()
    void audio.resume()
    removeEventListener('pointerdown', wake)
    removeEventListener('keydown', wake)
  }
  addEventListener('pointerdown', wake)
  addEventListener('keydown', wake)
}

export function isSilent(): boolean {
  try {
    return localStorage.getItem(MUTED) === '1'
  } catch {
    return false
  }
}

export function setSilent(silent: boolean): void {
  try {
    localStorage.setItem(MUTED, silent ? '1' : '0')
  } catch {
    // Storage is refused: it rings.
  }
}

/** Two soft tones, a fourth apart, of half a second in all; nothing while silent or before the first touch. */
export function ring(): void {
  if (audio?.state !== 'running' || isSilent()) return
  for (const [i, hertz] of [587, 784].entries()) {
    const at = audio.currentTime + i * 0.16
    const tone = new OscillatorNode(audio, { type: 'sine', frequency: hertz })
    const loud = new GainNode(audio, { gain: 0 })
    loud.gain.linearRampToValueAtTime(0.16, at + 0.02)
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.38)
    tone.connect(loud).connect(audio.destination)
    tone.start(at)
    tone.stop(at + 0.4)
  }
}
