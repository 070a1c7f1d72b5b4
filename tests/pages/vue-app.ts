// The shop's page in Vue, its templates compiled as they run: text beside state, keyed list, conditional parts, a
// component that comes and goes.
import { defineComponent, ref } from 'vue';
import { area, link, rest } from './shop.ts';

const Card = defineComponent({
  props: { phone: { type: String, required: true } },
  setup: () => ({ taps: ref(0) }),
  template: '<button @click="taps++">{{ phone }} tapped {{ taps }} times</button>{{ phone }}',
});

/** Its state is the property `shop`. */
export const ShopPage = defineComponent({
  components: { Card },
  props: { shop: { type: Object, required: true } },
  setup: () => ({ area, link, rest }),
  template: `<main>
    <p>Call {{ shop.phone }}, open {{ shop.hours }} more hours</p>
    <p v-text="'Call ' + shop.phone + ', open ' + shop.hours + ' more hours'"></p>
    <p><b v-if="shop.urgent">Now: </b>{{ shop.phone }}<template v-if="shop.urgent"> at once</template></p>
    <a :href="link(shop.phone)" :title="'Call ' + shop.phone">{{ shop.phone }}</a>
    <p><b>{{ area(shop.phone) }}</b><span>{{ rest(shop.phone) }}</span></p>
    <h2 v-if="shop.urgent">{{ shop.phone }}</h2><i v-else>We are open</i>
    <ul><li v-for="branch in shop.branches" :key="branch.id">Branch {{ branch.id }}: {{ branch.phone }} <input placeholder="note"></li></ul>
    <Card v-if="shop.hasCard" :phone="shop.phone" />
  </main>`,
});
