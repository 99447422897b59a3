/** 128 plus the signal's number, as shells have it. */
export const signalExitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Ends when the process shall stop what it does and undo what it began: at a signal (more of them change nothing), at a mistake of
 * ours that nothing caught, and when `stop` is called with an exit code.
 */
export function listenForStop({ ignoresInterrupt = false } = {}): {
  signal: AbortSignal;
  stop(exitCode: number): void;
} {
  const controller = new AbortController();
  const stop = (exitCode: number) => {
    process.exitCode ||= exitCode;
    controller.abort();
  };
  for (const [name, exitCode] of Object.entries(signalExitCodes))
    process.on(name, () => {
      if (name === 'SIGINT' && ignoresInterrupt) return;
      console.error(controller.signal.aborted ? '\nStill stopping; one moment.' : '\nStopping ...');
      stop(exitCode);
    });
  process.on('uncaughtException', (error) => {
    console.error(error);
    stop(1);
  });
  return { signal: controller.signal, stop };
}
