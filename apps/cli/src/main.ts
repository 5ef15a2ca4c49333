process.stderr.write('breakwater: this build has no commands\n');
process.exitCode = 2;
