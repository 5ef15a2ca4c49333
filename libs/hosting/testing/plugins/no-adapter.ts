export const adapter = 'none';
