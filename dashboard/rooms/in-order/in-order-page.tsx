// To come.
export const InOrderPage = () => null;
