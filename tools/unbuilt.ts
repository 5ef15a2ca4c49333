/**
 * Refuses an npm script that is promised but has nothing behind it yet, so that no caller takes silence for success.
 * Exit code 2: the request cannot be served.
 */
const script = process.argv[2] ?? 'this script';
process.stderr.write(`npm run ${script}: this version does not have it yet; see README.md for the scripts that work\n`);
process.exitCode = 2;
