"""A given name often tells "he" from "she", so common ones are listed here."""

from __future__ import annotations

import re

__all__ = ["FEMALE_NAMES", "MALE_NAMES"]

# Composed by hand; names that either sex bears are in neither list.
FEMALE_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
    abigail ada adriana agnes agnieszka aisha alena alexandra alice alicia aliya
    allison amal amanda amelia amina amy ana anastasia andrea angela angelina anita
    anja ann anna anne annegret annie antonia april ariana arina ashley astrid
    audrey ayesha barbara beata beatrice becky benazir bernadette bertha beth betsy
    betty beverly bianca birgit bonnie brenda bridget brigitte brooke camila candace
    carla carly carmen carol carole caroline carolyn catalina catarina catherine
    cathy cecilia celia charlotte chelsea cheryl chiara christina christine cindy
    claire clara claudia colleen condoleezza connie cristina cynthia daisy daniela
    daria darya dawn debbie deborah debra delia denise diana diane dianne dina
    dolores donna dora doris dorothy dunya edith eileen ekaterina elaine eleanor
    elena eleni elisa elisabeth eliza elizabeth ella ellen elsa emanuela emilia
    emily emma erica erika erin esther eva evelyn faith farida fatima fatma federica
    felicia fiona florence frances francesca frederica frida gabriela gail galina
    geeta geraldine gina giorgia giulia glenda gloria grace greta gretchen gulnara
    gwen hanan hanna hannah harriet heather heidi helen helena hilary hillary hind
    huma ida indira ines inga ingrid inna irene irina iris isabel isabella ivana
    ivanka jacinda jackie jacqueline jane janet janice jeanette jeanne jen
    jenna jennifer jenny jessica jill joan joanna joanne josephine joyce juanita
    judith judy julia juliana julie june kaja kamala karen karin karine karla kate
    katerina katherine kathleen kathryn kathy katie katja katrin katrina kayla
    kayleigh kellyanne khadija kirsten kristalina kristen kristin kristina ksenia
    kseniya lana larisa laura lauren layla leila lena leslie leticia lidia lilia
    liliana lillian lina linda lisa liz liza loretta lori louise lubna lucia lucy
    ludmila luisa luz lydia lynn lyudmila mabel madeleine maggie maha malala manal
    manuela mara margaret margarita margot maria mariam mariana marianne marie
    marietta marilyn marina marine marisa marjorie marlene marta martha martina mary
    maryam maura maureen maxine maya mayumi megan melania melanie melinda melissa
    mercedes meredith michele michelle mila mildred mina miranda miriam mitra moira
    molly mona monica monika nabila nadezhda nadia nadine nancy naomi natalia
    natalie natalya natasha neha nicola nicole nikki nina nirmala noelle noor nora
    norma nuria oksana olena olesya olga olivia pamela paola patricia patty paula
    pauline pavlina peggy penelope penny phyllis polina priti priya rachel rania
    raquel rebecca regina renata renee rita roberta rosa rosalind rose rosemary roya
    ruth rym sabina sabrina sadia sally samantha samira sandra sanna sara sarah
    saule sevim shannon sharon sheikha sheila shelly sherry shirin shirley sigrid
    silvia simona simone sofia sofya sonia sonja sophia sophie stacey stella
    stephanie sue suella sunita susan susanna susanne suzanne svetlana sylvia tamara
    tammy tania tanja tanya tara tatiana tatyana teresa thea theresa tiffany tina
    tonya tricia tulsi tzipi ulrike ursula valentina valeria valerie vanessa vera
    veronica veronika victoria viktoria violeta virginia viviane wanda wendy whitney
    wilma xenia yael yana yasmin yelena yevgenia yolanda yulia yuliya yvette yvonne
    zainab zara zeynep zinaida zoe zsuzsanna zuzana
    """,
    )
)
MALE_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
    aaron abbas abdel abdul abdulaziz abdullah abdulrahman abraham adam adel adnan
    adolf adrian ahmad ahmed ahmet akbar akira al alain alan albert alberto
    alejandro aleksandar aleksandr aleksei aleksey alessandro alex alexander
    alexandre alexei alexey alfred ali allen amir amit amr anatoly anders andre
    andreas andrei andres andrew andrey andriy andrzej angus anthony antoine anton
    antonio antony antti anwar ariel arkady arnold arseniy artem arthur artur asad
    ashraf augusto ayman aziz bahram baker ban barack barry bart bashar bassam ben
    benedict benjamin benny bernard bernie bert bill billy bob bobby boris boyko
    brad bradley brandon brendan brent brett brian bruce bruno bryan burak carl
    carlo carlos cem cesar charles charlie chen chester chris christian christoph
    christophe christopher chuck claude claudio clint colin conor corey cory craig
    cyril dale damian dan daniel danny dante darren daryl dave david davis dean
    denis dennis derek dick diego dieter dimitri dinesh dirk dmitri dmitriy dmitry
    dmytro dominic dominik don donald doug douglas duncan dwight ed eddie edgar
    edmund eduard eduardo edward edwin efraim egor ehud elbridge eli elias elijah
    elmar elon emanuel emil emmanuel emmerson enda enrico enrique eric erik ernest
    ernesto evan evgeny faisal farhan farouk fayez felipe felix ferdinand fernando
    fidel filip francis francisco francois frank franz fred frederick friedrich
    fumio fyodor gabriel galip gareth gary gavin gavriel gennady geoff geoffrey
    georg george georgy gerald gerard gerhard gideon giles giorgi giovanni giuseppe
    gleb glen glenn gordon graham greg gregory guido guillermo gunther gustavo guy
    habib hakan hamad hamid hamza hans harold harry harvey hasan hashim hassan heiko
    heinrich helmut henri henrik henry herbert herman hideki hiroshi hosni howard
    hubert hugh hugo hussein ian ibrahim igor ihor ilham ilya imad imran ioannis
    isaac ismail ismet ivan ivo jack jacob jacques jaime jair jake jakob jalal jamal
    james jan janez janos jared jaroslaw jason javad javier jay jean-claude
    jean-marc jeff jefferson jeffrey jens jeremy jerome jerry jesse jim jimmy
    joachim joaquin joe joel johan johann john johnny jon jonas jonathan jorge jose
    josef josep joseph josh joshua juan juha julian julio julius junichiro jurgen
    justin kaha karel karim karl kassym-jomart keir keith ken kenneth kerry kevin
    khaled khalid kiril kirill kirk klaus kofi konstantin kurt kyle kyriakos kyrylo
    lamar larry lars laurence laurent lawrence lech lee len leo leon leonard leonid
    leopoldo leroy lester lev lewis liam lindsey lloyd lou louis luca lucas luigi
    luis luiz luka lukas luke mahmoud malcolm manfred manuel marc marcel marcelo
    marco marcos marcus mario marius mark markus martin marvin masoud massimo
    mateusz matt matteo matthew matthias maurice mauricio max maxim maximilian mehdi
    mehmet mevlut michael michal michel miguel mihail mikael mike mikhail mikheil
    milan milos mitch mitt mohamed mohammad mohammed morris moses moshe mostafa
    muammar muhammad mukhtar murat mustafa mykhailo mykola nabil naftali narendra
    nasser nathan nathaniel nawaf neil nelson nicholas nick nicolas nigel nikita
    nikol nikola nikolai nikolay nikos nils noam noel norbert norman nouri nuri olaf
    oleg oleh oleksandr oleksii oleksiy oliver olivier omar omer orrin osama oscar
    oskar otto pablo paolo pascal patrice patrick paul pavel pavlo pawel pedro per
    pete peter petr petro petter phil philip philippe pierre pieter piotr prayut
    qasem radek radoslaw rafael rahul rajesh ralph ramzan rand randy raphael rashid
    raul ray raymond recep reggie reince rene reuven rex reza ricardo richard rick
    rob robby robert roberto robin rod rodney rodrigo roger roland rolf roman ron
    ronald ross roy ruben rudolf rudy ruhollah rupert ruslan russell rustam ryan
    sadiq saeb saeed saif salah salim salman salvador sam sami samir samuel santiago
    saul scott sean sebastian sebastien seiji semyon serge sergei sergey sergio
    serhiy seth seyed seymour shane shaukat shaun shimon shinzo sidney silvio simon
    sinan stanislav stanislaw stanley stefan stefano stephane stephen steve steven
    stewart stuart sultan sven sylvester taher takeshi tamir taras tariq taro tayyip
    ted terrence terry thabo theodore thierry thomas tim timothy tobias toby todd
    tom tomas tomasz tommy tony toshio travis trent trevor tucker uhuru vaclav
    valdis valery vasily vassily victor vikas viktor vincent vitali vitaliy vitaly
    vivek vladimir vladimiro vladislav volodymyr vyacheslav wael waldemar walid
    wallace walter warren wayne werner wesley wilbur wilhelm will willem william
    willy winston wolfgang woodrow xavier yahya yair yakov yannis yaroslav yasser
    yegor yevgeny yisrael yitzhak yoav yong-ho yoshihide yoshitaka youssef yuri yury
    yusuf yves zachary zalmay zayed zbigniew zdravko zeljko zoran
    """,
    )
)
