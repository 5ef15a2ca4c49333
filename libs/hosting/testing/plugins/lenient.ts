export default { technology: 'lenient', contractVersion: 1, operations: [{ name: 'run', params: {} }] };
