export default { technology: 'newer', contractVersion: 2, operations: [] };
