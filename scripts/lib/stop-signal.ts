/** 128 plus the signal's number, as in shells. */
export const signalExitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Aborts `signal` when the process should clean up and stop: on a POSIX signal (repeated ones have
 * no effect), on an uncaught exception, and when `stop` is called.
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
      console.error(controller.signal.aborted ? '\nStill stopping; please wait.' : '\nStopping ...');
      stop(exitCode);
    });
  process.on('uncaughtException', (error) => {
    console.error(error);
    stop(1);
  });
  return { signal: controller.signal, stop };
}
