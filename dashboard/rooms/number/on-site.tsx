// Where the site shows a static number by rule, in one line that leads there.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { placements } from '../../api/numbers.ts';
import { phone } from '../../words/phone.ts';
import { placementWords } from '../placements/placement-words.ts';

export function OnSite({ numberId, siteId }: { numberId: string; siteId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(placements(siteId));
  if (!data) return null;
  const placement = data.find((one) => one.numberId === numberId);
  const said = placement
    ? t('placements.shown', { number: phone(placement.targetNumber), who: placementWords(placement, t) })
    : t('placements.notShown');
  return (
    <p className={placement ? '' : 'dt-dim'}>
      {said}{' '}
      <Link to="/numbers/pools" hash="placements">
        {t(placement ? 'placements.toRule' : 'placements.toRules')}
      </Link>
    </p>
  );
}
