import { z } from 'zod';

/** The parts of Schemathesis's JSON report that a run is judged by. */
const reportSchema = z.object({
  complete: z.boolean(),
  operations: z.object({ total: z.number(), tested: z.number() }),
  test_cases: z.object({ generated: z.number(), with_failures: z.number(), errored: z.number() }),
  failures: z.array(z.object({ title: z.string(), operations: z.array(z.string()) })),
});

/** With fewer requests, most of the run was left out. */
const fewestRequests = 2000;

/** Whether the run passed, and a summary of it. An incomplete run does not pass. */
export function judgeReport(text: string) {
  const { complete, operations, test_cases, failures } = reportSchema.parse(JSON.parse(text));
  const { generated, with_failures, errored } = test_cases;
  const isComplete = complete && operations.tested === operations.total && generated >= fewestRequests;
  return {
    passed: isComplete && with_failures + errored + failures.length === 0,
    summary: `${generated} requests to ${operations.tested} of ${operations.total} operations, ${with_failures + errored} failures${isComplete ? '' : '; the run is NOT COMPLETE'}`,
  };
}
