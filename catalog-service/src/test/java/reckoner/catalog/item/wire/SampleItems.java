package reckoner.catalog.item.wire;

import java.util.List;
import java.util.stream.Stream;
import reckoner.catalog.item.Samples;
import reckoner.proto.catalog.v1.Item;

/** A valid item of every kind, with everything said that can be said. */
public final class SampleItems {
  private static final String RATE = "{'amount':'2.5','per':1000}";
  private static final String TERMS =
      """
      {'conversion':{'factor':{'amount':'2','per':60},'rounding':'UP','digits':2,'place':'EACH_EVENT'},
       'allowance':'10','remainder':'AFTER_ALLOWANCE','price':{'graduated':{'tiers':[
         {'upTo':'100','rate':{'amount':'3','per':10},'flat':'5'},{'from':'100','rate':{'amount':'2'}}],
         'edge':'UPPER_EXCLUSIVE','zero':'FIRST_FLAT','packaging':{'size':'10','rounding':'DOWN','minimum':2}}}}
      """;

  private SampleItems() {}

  public static List<Item> everyKind() {
    return Stream.of(
            """
            {'key':'p','name':'P','description':'D','product':{'surface':'OUTCOME','unit':'u','meter':'m',
             'outcomeDefinition':'o','group':'g','taxCategory':'t'}}
            """,
            """
            {'key':'m','meter':{'filter':'dimensions.region == \\"eu\\" && quantities.size > 2.0','unit':'u',
             'dimensions':['region'],'aggregation':{'quantity':'q','windowed':{'size':'DAILY',
              'zone':'Europe/Berlin','each':{'percentile':{'percent':'95','interpolation':'LINEAR'}},
              'then':{'simple':'MAX'},'skipEmpty':true}}}}
            """,
            "{'key':'f','meter':{'unit':'u','aggregation':{'formula':{'expression':'a + b',"
                + "'meters':{'a':'m','b':'n'}}}}}",
            """
            {'key':'b','priceBook':{'currency':'USD','segment':'smb','dimensions':['region','tier'],'prices':[
              {'product':'p','dimensions':{'region':'eu','tier':'gold'},'startTime':'2030-01-01T00:00:00Z',
               'endTime':'2031-01-01T00:00:00Z','terms':%s},
              {'product':'p','terms':{'price':{'percentage':{'share':%s,'fixed':'1','minimum':'2',
               'maximum':'9','freeCount':'3','freeValue':'100'}}}},
              {'product':'q','terms':{'price':{'capacity':{'units':'5','fee':'7','overage':{'volume':{'tiers':[{}]}}}}}},
              {'product':'r','terms':{'price':{'byDimension':{'dimensions':['a'],'cells':[{'values':{'a':'x'},
               'price':{'flat':{'amount':'4'}}}]}}}},
              {'product':'s','terms':{'price':{'bySize':{'quantity':'input','sizes':[{'price':{'flat':{'amount':'1'}}},
               {'above':'200','price':{'flat':{'amount':'2'}}}],'edge':'UPPER_EXCLUSIVE'}}}},
              {'product':'t','terms':{'price':{'byTime':{'zone':'Europe/Berlin','windows':[{'days':['SUNDAY'],
               'start':{'hours':1},'end':{'hours':2},'price':{'flat':{'amount':'1'}}}],
               'otherwise':{'flat':{'amount':'2'}}}}}},
              {'product':'u','terms':{'price':{'grouped':{'eachDay':'Europe/Berlin','price':{'stairStep':{'tiers':[
               {'upTo':'1','flat':'2'},{'flat':'3'}]}}}}}},
              {'product':'v','terms':{'price':{'costPlus':{'cost':'c','multiplier':'1.2','floor':{'amount':'1'},
               'cap':{'amount':'2'}}}}},
              {'product':'w','terms':{'price':{'dynamic':{'price':'bid'}}}},
              {'product':'x','terms':{'price':{'riskAdjusted':{'price':{'perUnit':{'rate':%s}},'tables':[
               {'byValue':{'dimension':'d','multipliers':{'a':'1.5'}}},
               {'byBand':{'quantity':'confidence','bands':[{'upTo':'0.5','multiplier':'2'},{'multiplier':'1'}],
                'edge':'UPPER_EXCLUSIVE'}}]}}}},
              {'product':'y','terms':{'price':{'composite':{'share':%s,'charges':['seats']}}}},
              {'product':'z','terms':{'price':{'burnTable':{'dimension':'d','credits':{'a':{'amount':'1'}},
               'price':{'perUnit':{'rate':%s}}}}}}]}}
            """
                .formatted(TERMS, RATE, RATE, RATE, RATE),
            """
            {'key':'o','offer':{'currency':'USD','trial':{'count':2,'unit':'WEEK','anchoredOnStart':true},
             'termMonths':12,'charges':[{'key':'c','product':'p','terms':%s,'timing':'IN_ADVANCE',
               'cadence':{'count':3,'unit':'YEAR'},'quantity':'4','counting':'PEAK_OF_PERIOD','proration':'SECONDS',
               'minimum':'1','maximum':'2'}],
             'entitlements':[{'entitlement':'e','limit':'3'}],
             'credits':[{'creditUnit':'u','amount':'5','cadence':{'count':2,'unit':'DAY'},'priority':6,
               'expiresAfter':'86400s','price':'7','rollover':{'base':'UNUSED','share':'0.5','cap':'8'}}],
             'commitments':[{'key':'k','amount':'9','kind':'PREPAID','charges':['c'],
               'cadence':{'count':2,'unit':'YEAR'},'overageMultiplier':'1.5'}]}}
            """
                .formatted(TERMS),
            """
            {'key':'u','creditUnit':{'unit':'credit','digits':2,'conversions':[{'currency':'USD','rate':%s,
             'startTime':'2030-01-01T00:00:00Z'}],'burns':[{'dimension':'kind','credits':{'image':{'amount':'10'}},
             'startTime':'2030-01-01T00:00:00Z'}]}}
            """
                .formatted(RATE),
            """
            {'key':'c','costBook':{'currency':'USD','dimensions':['region'],'costs':[{'meter':'m',
             'dimensions':{'region':'eu'},'startTime':'2030-01-01T00:00:00Z','endTime':'2031-01-01T00:00:00Z',
             'rate':%s}]}}
            """
                .formatted(RATE),
            """
            {'key':'d','outcomeDefinition':{'evidence':['url'],'condition':'quantities.score > 0.5',
             'notCharged':'\\"handover\\" in evidence','confirmationWindow':'60s','reversalWindow':'120s',
             'disputeWindow':'180s','oncePer':'conversation','cap':'5'}}
            """,
            "{'key':'e','entitlement':{'limit':{'meter':'m','beyond':'OVERAGE'}}}",
            "{'key':'r','entitlement':{'rate':{'meter':'m','window':'60s'}}}",
            "{'key':'x','entitlement':{'feature':true}}",
            """
            {'key':'g','migrationPlan':{'priceBook':'b','fromVersion':1,'toVersion':2,'when':'RENEWAL','rules':[
             {'contract':'k','when':'NOW'},{'customer':'k','when':'NEVER'},{'segment':'k','when':'NEXT_PERIOD'}]}}
            """)
        .map(Samples::json)
        .toList();
  }
}
