// To come.
export const NumberList = () => null;
