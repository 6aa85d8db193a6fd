const STEP_MS = 250;
/** A step that comes later than this means that the machine slept: nobody was speaking. */
const LONGEST_STEP_MS = 5_000;

/** Counts the seconds spoken. It knows nothing about cards: it is set, started and stopped from outside. */
export class SpeakingTimer {
  private spokenMs = 0;
  private last = 0;
  private handle: ReturnType<typeof setInterval> | undefined;

  /** @param onSecond told each time that another whole second is full. */
  constructor(
    private readonly onSecond: (seconds: number) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Seconds spoken, whole ones. */
  get seconds(): number {
    return Math.floor(this.spokenMs / 1000);
  }

  set(seconds: number): void {
    this.spokenMs = Math.max(0, seconds) * 1000;
    this.last = this.now();
  }

  /** Starts or stops; doing so twice changes nothing. */
  run(running: boolean): void {
    if (running === (this.handle !== undefined)) return;
    if (running) {
      this.last = this.now();
      this.handle = setInterval(() => {
        this.step();
      }, STEP_MS);
    } else {
      this.step();
      clearInterval(this.handle);
      this.handle = undefined;
    }
  }

  private step(): void {
    const before = this.seconds;
    const now = this.now();
    const passed = now - this.last;
    this.last = now;
    if (passed > 0 && passed < LONGEST_STEP_MS) this.spokenMs += passed;
    if (this.seconds !== before) this.onSecond(this.seconds);
  }
}
