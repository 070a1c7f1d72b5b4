// The whole dashboard: look, cache of answers, and the router in which the rooms live.
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ApiProblem } from './api/client.ts';
import { router } from './routes.tsx';
import { theme } from './theme.ts';

const MAX_RETRIES = 2;

// A session that ended is noticed at the next answer, whatever was asked: /me then shows the page to sign in.
const noticeSignedOut = (error: Error) => {
  if (error instanceof ApiProblem && error.status === 401) void client.invalidateQueries({ queryKey: ['me'] });
};

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== 'me') noticeSignedOut(error);
    },
  }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal stays a refusal; only silence and server errors are worth another try.
      retry: (failures, error) =>
        failures < MAX_RETRIES && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
    },
  },
});

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
