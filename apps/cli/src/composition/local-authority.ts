export { openLocalAuthority } from '@breakwater/service';
