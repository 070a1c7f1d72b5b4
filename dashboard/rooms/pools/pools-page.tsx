// To come.
export const PoolsPage = () => null;
