import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiCode } from '../../scripts/experiments/api-code.ts';
import { copyCheckoutForFixes } from '../../scripts/experiments/fixable-checkout.ts';
import { run } from '../../scripts/lib/run.ts';

const unusedIsAllowed = { noUnusedLocals: false, noUnusedParameters: false };

/**
 * Compiles the API with each of these changes. Resolves to the output of tsc; empty if all compile.
 */
export async function compileApis(codes: ApiCode[]): Promise<string> {
  const checkout = copyCheckoutForFixes();
  try {
    const files = codes.map((code, index) => {
      checkout.write(code);
      const folder = join(checkout.folder, `apis/${index}`);
      cpSync(join(checkout.folder, 'app/src'), join(folder, 'src'), { recursive: true });
      // Each API is a package of its own, because #variant is looked up in its package.json. It
      // needs a name of its own, too: of several packages with the same name and version, tsc reads
      // the files of #variant only in the first.
      const manifest = JSON.parse(readFileSync(join(checkout.folder, 'app/package.json'), 'utf8'));
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, name: `${manifest.name}-${index}` }));
      return `${index}/src/server.ts`;
    });
    const configuration = { extends: '../tsconfig.json', compilerOptions: unusedIsAllowed, include: [], files };
    writeFileSync(join(checkout.folder, 'apis/tsconfig.json'), JSON.stringify(configuration));
    const tsc = run('checks')({ cwd: checkout.folder });
    const { exitCode, stdout, stderr } = await tsc`node node_modules/typescript/bin/tsc -p apis`;
    return exitCode === 0 ? '' : stdout || stderr || `tsc ended with ${exitCode}`;
  } finally {
    checkout.remove();
  }
}
